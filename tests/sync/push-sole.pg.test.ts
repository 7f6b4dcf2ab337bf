/** One first contact an organization: a rule of merging, never a crash. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OrganizationContact } from '../../shared/entities/organization-contact.ts';
import { Organization } from '../../shared/entities/organization.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';

let hall: Hall;
let organizer: Person;

beforeAll(async () => {
  hall = await openHall({ connections: 8 });
  organizer = await hall.addPerson(['organizer']);
});
afterAll(() => hall.close());

const contact = (organizationId: string, firstName: string, isPrimary: boolean) => ({
  organizationId,
  firstName,
  lastName: 'Contact',
  isPrimary,
});

async function firstToCall(organizationId: string): Promise<readonly unknown[]> {
  const all = await hall.all(OrganizationContact);
  return all
    .filter(({ row, deleted }) => !deleted && row['organizationId'] === organizationId && row['isPrimary'])
    .map(({ row }) => row['firstName']);
}

describe('a flag that one row at most may bear', () => {
  test('goes to the later one, and the history of the earlier says so', async () => {
    const { id } = await hall.make(Organization);
    const tablet = organizer.tablet();
    const first = tablet.create(OrganizationContact, contact(id, 'Ada', true));
    await tablet.send(first);
    hall.clock.advance(60_000);
    const second = tablet.create(OrganizationContact, contact(id, 'Ben', true));
    expect((await tablet.send(second)).outcome).toBe('applied');
    expect(await firstToCall(id)).toEqual(['Ben']);
    const history = await hall.audit({ rowId: first.row ?? '' });
    expect(history.map(({ action, changeId }) => [action, changeId])).toEqual([
      ['CREATE', first.id],
      ['UPDATE', second.id],
    ]);
  });

  test('by the time of the gesture, not of its arrival', async () => {
    const { id } = await hall.make(Organization);
    const [one, two] = [organizer.tablet(), organizer.tablet()];
    const early = one.create(OrganizationContact, contact(id, 'Early', true));
    hall.clock.advance(60_000);
    await two.send(two.create(OrganizationContact, contact(id, 'Late', true)));
    expect((await one.send(early)).outcome).toBe('applied');
    expect(await firstToCall(id)).toEqual(['Late']);
  });

  test('in one batch the last has it; another organization’s is not touched', async () => {
    const [here, there] = [(await hall.make(Organization)).id, (await hall.make(Organization)).id];
    const tablet = organizer.tablet();
    const given = [contact(there, 'Elsewhere', true), contact(here, 'One', true), contact(here, 'Two', true)];
    const batch = given.map((set) => {
      hall.clock.advance(1000);
      return tablet.create(OrganizationContact, set);
    });
    const { answers } = await tablet.push(batch);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(await firstToCall(here)).toEqual(['Two']);
    expect(await firstToCall(there)).toEqual(['Elsewhere']);
  });

  test('when twelve give it at the same moment, one has it and nobody is turned away', async () => {
    const { id } = await hall.make(Organization);
    const names = Array.from({ length: 12 }, (_, index) => `Racer ${index}`);
    const answers = await Promise.all(
      names.map((name) => {
        const tablet = organizer.tablet();
        return tablet.send(tablet.create(OrganizationContact, contact(id, name, true)));
      }),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(names.map(() => 'applied'));
    expect(await firstToCall(id)).toHaveLength(1);
  });

  test('the database refuses two, whoever forgets', async () => {
    const { id } = await hall.make(Organization);
    const [one, two] = [
      await hall.make(OrganizationContact, contact(id, 'One', true)),
      await hall.make(OrganizationContact, contact(id, 'Two', false)),
    ];
    const write = hall.behind`update organization_contacts set is_primary = true where id in (${one.id}, ${two.id})`;
    await expect(write).rejects.toThrow(/organization_contacts_is_primary_sole/);
  });
});
