/** Invented people. Names are drawn apart and joined by chance; any likeness to someone living is chance too. */
import type { Random } from './random.ts';

const firstNames =
  `Ana Marcus Tomasz Keisha Luis Priya Darnell Sofia Hank Mai Oskar Renee Jamal Elena Curtis Noor
Walt Graciela Desmond Ingrid Rafael Tanya Bao Colleen Emeka Rosa Vince Leilani Piotr Yolanda Gus
Amara Teodoro Siobhan Kofi Marisol Dale Hye-jin Anton Beatriz Russ Fatima Joaquín Linnea Otis
Xiomara Karl Denise Malik Inés Arvid Shanice Ramón Tess Viktor Lucía Earl Nadia Chayton Maeve`.split(/\s+/);

const lastNames = `Reyes Kowalczyk Whitfield Okonkwo Lindqvist Barragán Tran Hollister Delacroix Mbeki Ferraro
Yazzie Castellanos Brannigan Nakagawa Osterberg Villaseñor Pruitt Adeyemi Kessler Montoya
Halvorsen Rutledge Zielinski Amador McCreary Fonseca Tuimavave Haddad Bergstrom Quintanilla
Sandoval Thibodeaux Ivanenko Crowfoot Mendiola Sørensen Oyelaran Pacheco Drummond Leung
Arredondo Fitzmaurice Kapoor Villanueva Stavros Boudreaux Nguyen-Hart Escobedo Ruzicka Larkspur
Abernathy Cordova Dembélé Hargrove Jimenez-Roth Kalani Lucero Maddox Novak`.split(/\s+/);

const streets = [
  'Alder',
  'Foundry',
  'Ferry',
  'Harbor',
  'Juniper',
  'Mill',
  'Orchard',
  'Pioneer',
  'Quarry',
  'Switchyard',
  'Tamarack',
  'Union',
] as const;
const cities = [
  ['Port Calder', '98391'],
  ['Millrace', '98392'],
  ['North Tolland', '98394'],
  ['Ferndale Heights', '98396'],
  ['Quarry Bay', '98398'],
] as const;

const classifications = [
  'journeyman',
  'journeyman',
  'journeyman',
  'journeyman',
  'foreman',
  'apprentice_1',
  'apprentice_2',
  'apprentice_3',
  'apprentice_4',
  'apprentice_5',
  'retiree',
  'honorary',
] as const;

export interface DemoMember {
  readonly memberNumber: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly address: string;
  readonly city: string;
  readonly state: string;
  readonly zipCode: string;
  readonly phone: string;
  readonly email: string;
  readonly dateOfBirth: string;
  readonly hireDate: string;
  readonly status: string;
  readonly classification: string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

function memberNumber(index: number): string {
  const number = String(41_007 + index * 13);
  return index % 11 === 3 ? `a${number}` : index % 17 === 5 ? `d${number}` : number;
}

const statusFor = (classification: string, random: Random): string => {
  if (classification === 'retiree') return 'retired';
  const roll = random.next();
  return roll < 0.9 ? 'active' : roll < 0.95 ? 'inactive' : roll < 0.98 ? 'suspended' : 'active';
};

/** A first and a last name. */
export const drawName = (random: Random): { readonly firstName: string; readonly lastName: string } => ({
  firstName: random.pick(firstNames),
  lastName: random.pick(lastNames),
});

/** `count` members, the same for the same generator. Phone numbers are from the range kept for fiction (555-01xx). */
export function makeMembers(count: number, random: Random): readonly DemoMember[] {
  return Array.from({ length: count }, (_, index) => {
    const firstName = random.pick(firstNames);
    const lastName = random.pick(lastNames);
    const [city, zipCode] = random.pick(cities);
    const classification = random.pick(classifications);
    return {
      memberNumber: memberNumber(index),
      firstName,
      lastName,
      address: `${100 + random.below(8900)} ${random.pick(streets)} ${random.pick(['St', 'Ave', 'Rd', 'Ln'] as const)}`,
      city,
      state: 'WA',
      zipCode,
      phone: `(360) 555-01${two(index % 100)}`,
      email: `${plain(firstName)}.${plain(lastName)}${index}@mail.example`,
      dateOfBirth: `${1950 + random.below(55)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
      hireDate: `${1990 + random.below(35)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
      status: statusFor(classification, random),
      classification,
    };
  });
}
