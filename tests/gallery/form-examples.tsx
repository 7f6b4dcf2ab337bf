/** Buttons and fields, right and wrong. */
import { createSignal } from 'solid-js';
import type { JSX } from 'solid-js';
import { ActionBar } from '../../client/elements/action-bar.tsx';
import { ButtonLink } from '../../client/elements/button-link.tsx';
import { Button } from '../../client/elements/button.tsx';
import { Card } from '../../client/elements/card.tsx';
import { Checkbox } from '../../client/elements/checkbox.tsx';
import { DateInput } from '../../client/elements/date-input.tsx';
import { ErrorSummary } from '../../client/elements/error-summary.tsx';
import { IconButton } from '../../client/elements/icon-button.tsx';
import { SelectInput } from '../../client/elements/select-input.tsx';
import { TextArea } from '../../client/elements/text-area.tsx';
import { TextInput } from '../../client/elements/text-input.tsx';
import { TimeInput } from '../../client/elements/time-input.tsx';
import { LanguageControl, ThemeControl } from '../../client/shell/preferences.tsx';

export function FormExamples(): JSX.Element {
  const [text, setText] = createSignal('Miguel');
  const [time, setTime] = createSignal('09:02');
  const [day, setDay] = createSignal('2026-03-04');
  const [note, setNote] = createSignal('Bus broke down on Route 9.');
  const [choice, setChoice] = createSignal('a');
  const [checked, setChecked] = createSignal(true);
  const wrong = location.search.includes('wrong');
  return (
    <>
      <Card title="Buttons">
        <div class="flex flex-wrap items-center gap-3">
          <Button variant="primary" icon="check">
            Save
          </Button>
          <Button>Cancel</Button>
          <Button variant="quiet" icon="undo">
            Undo
          </Button>
          <Button variant="danger" icon="trash">
            Discard
          </Button>
          <Button variant="primary" busy>
            Sending
          </Button>
          <Button disabled>Needs signal</Button>
          <Button size="sm" icon="edit">
            Edit
          </Button>
          <ButtonLink href="#x" variant="secondary" icon="history">
            History
          </ButtonLink>
          <IconButton icon="search" label="Search" />
          <IconButton icon="filter" label="Filter" variant="secondary" pressed />
        </div>
      </Card>
      <Card title="Fields">
        <ErrorSummary
          title="There is a problem"
          errors={wrong ? [{ fieldId: 'arrived', message: 'Arrived: use a time such as 18:05.' }] : []}
        />
        <form class="grid gap-5 sm:grid-cols-2">
          <TextInput label="First name" value={text()} onValue={setText} hint="As on the union card" />
          <TextInput
            label="Search members"
            type="search"
            icon="search"
            value=""
            onValue={setText}
            placeholder="Name or card"
          />
          <TimeInput
            id="arrived"
            label="Arrived"
            value={time()}
            onValue={setTime}
            nowLabel="Now"
            nowValue={() => '09:41'}
            error="Arrived: use a time such as 18:05."
          />
          <DateInput label="Day" value={day()} onValue={setDay} />
          <SelectInput
            label="Classification"
            optional="optional"
            value={choice()}
            onValue={setChoice}
            placeholder="Not known"
            options={[
              { value: 'a', label: 'Apprentice' },
              { value: 'b', label: 'Journey worker' },
            ]}
          />
          <TextInput label="Card number" value="4120188" onValue={setText} readonly />
          <TextArea label="Note" optional="optional" value={note()} onValue={setNote} counter="26 of 2,000" />
          <Checkbox
            label="Keep me signed in on this device"
            hint="Not on a shared computer."
            checked={checked()}
            onChecked={setChecked}
          />
          <ThemeControl />
          <LanguageControl />
        </form>
        <ActionBar note="Saved on this device 2 minutes ago">
          <Button variant="primary" icon="check">
            Save
          </Button>
          <Button>Cancel</Button>
        </ActionBar>
      </Card>
    </>
  );
}
