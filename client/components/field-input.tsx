/**
 * One field of any entity as a control, from its facts. The value goes in and out as plain JSON; what is half typed
 * (a number, an amount) stays text until the form is saved, so that nothing jumps under the fingers.
 */
import { Match, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';
import { Checkbox } from '../elements/checkbox.tsx';
import { DateInput } from '../elements/date-input.tsx';
import { SelectInput } from '../elements/select-input.tsx';
import { TextArea } from '../elements/text-area.tsx';
import { TextInput } from '../elements/text-input.tsx';
import { TimeInput } from '../elements/time-input.tsx';
import { t } from '../i18n/t.ts';
import { ReferencePicker } from './reference-picker.tsx';
import { say } from './say.ts';

export interface FieldInputProps {
  field: Field;
  value: Json;
  onValue: (value: Json) => void;
  id: string;
  error?: string | undefined;
  hint?: string | undefined;
  disabled?: boolean | undefined;
}

const kindsOfText: ReadonlySet<string> = new Set(['text', 'integer', 'decimal', 'cents']);

export function FieldInput(props: FieldInputProps): JSX.Element {
  const label = (): string => say(props.field.label);
  const optional = (): string | undefined => (props.field.optional ? t('field.optional') : undefined);
  const text = (): string =>
    props.value === null || props.value === undefined ? '' : String(props.value as string | number);
  const common = {
    get label() {
      return label();
    },
    get optional() {
      return optional();
    },
    get id() {
      return props.id;
    },
    get error() {
      return props.error;
    },
    get hint() {
      return props.hint;
    },
    get disabled() {
      return props.disabled;
    },
    get value() {
      return text();
    },
    onValue: (value: string) => props.onValue(value),
  };
  return (
    <Switch>
      <Match when={props.field.kind === 'text' && props.field.multiline}>
        <TextArea {...common} rows={3} maxlength={(props.field.max ?? 200) + 50} />
      </Match>
      <Match when={kindsOfText.has(props.field.kind)}>
        <TextInput
          {...common}
          type={textHints(props.field).type}
          inputmode={textHints(props.field).inputmode}
          autocapitalize={textHints(props.field).autocapitalize}
          autocomplete="off"
        />
      </Match>
      <Match when={props.field.kind === 'date'}>
        <DateInput {...common} />
      </Match>
      <Match when={props.field.kind === 'clockTime'}>
        <TimeInput {...common} />
      </Match>
      <Match when={props.field.kind === 'choice'}>
        <SelectInput
          {...common}
          placeholder={t('form.choose')}
          options={(props.field.choices ?? []).map((one) => ({ value: one.value, label: say(one.label) }))}
        />
      </Match>
      <Match when={props.field.kind === 'flag'}>
        <Checkbox
          label={label()}
          id={props.id}
          error={props.error}
          hint={props.hint}
          disabled={props.disabled}
          checked={props.value === true}
          onChecked={(checked) => props.onValue(checked)}
        />
      </Match>
      <Match when={props.field.kind === 'reference'}>
        <ReferencePicker
          label={label()}
          optional={optional()}
          id={props.id}
          error={props.error}
          hint={props.hint}
          disabled={props.disabled}
          target={props.field.target ?? ''}
          value={typeof props.value === 'string' ? props.value : ''}
          onValue={(id) => props.onValue(id === '' ? null : id)}
        />
      </Match>
    </Switch>
  );
}

interface TextHints {
  readonly type: 'text' | 'email' | 'tel';
  readonly inputmode: 'text' | 'email' | 'tel' | 'numeric' | 'decimal';
  readonly autocapitalize: 'none' | 'sentences';
}

function textHints(field: Field): TextHints {
  if (field.kind === 'integer') return { type: 'text', inputmode: 'numeric', autocapitalize: 'none' };
  if (field.kind !== 'text') return { type: 'text', inputmode: 'decimal', autocapitalize: 'none' };
  if (field.format === 'email') return { type: 'email', inputmode: 'email', autocapitalize: 'none' };
  if (field.format === 'phone') return { type: 'tel', inputmode: 'tel', autocapitalize: 'none' };
  return { type: 'text', inputmode: 'text', autocapitalize: 'sentences' };
}
