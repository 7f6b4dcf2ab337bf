import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Attendance } from '../entities/attendance.ts';
import { Course } from '../entities/course.ts';
import { Member } from '../entities/member.ts';
import { words } from '../values/words.ts';
import { checkRow, checkSet, checkValue, mostReferences } from './check.ts';
import type { Field } from './field.ts';
import {
  choice,
  cents,
  clockTime,
  date,
  decimal,
  flag,
  instant,
  integer,
  json,
  optional,
  reference,
  references,
  text,
} from './field.ts';

const label = words('Field', 'Campo');
const problemOf = (field: Field, value: unknown): string | undefined => {
  const checked = checkValue('it', field, value);
  return 'problem' in checked ? checked.problem.problem : undefined;
};
const valueOf = (field: Field, value: unknown): unknown => {
  const checked = checkValue('it', field, value);
  return 'value' in checked ? checked.value : checked;
};

const id = '2ed6657d-e927-568b-95e1-2665a8aea6a2';
const cases: readonly (readonly [
  string,
  Field,
  readonly unknown[],
  readonly (readonly [unknown, string])[],
])[] = [
  [
    'text',
    text(label, { max: 5 }),
    ['abc', 'ñandú', '👷👷👷👷👷'],
    [
      [7, 'wrong_type'],
      ['abcdef', 'too_long'],
      ['a\u0000', 'control_characters'],
      ['a\nb', 'control_characters'],
      ['\ud83d', 'control_characters'],
    ],
  ],
  [
    'several lines',
    text(label, { max: 50, multiline: true }),
    ['a\nb\tc'],
    [
      ['a\u0007', 'control_characters'],
      ['\u202edcba', 'control_characters'],
    ],
  ],
  [
    'e-mail',
    text(label, { max: 50, format: 'email' }),
    ['a@b.co', 'josé@example.org'],
    [
      ['a@b', 'not_an_email'],
      ['a b@c.de', 'not_an_email'],
      ['<a@b.co>', 'not_an_email'],
    ],
  ],
  [
    'phone',
    text(label, { max: 50, format: 'phone' }),
    ['+1 (360) 555-0100', '555 0100 x12'],
    [
      ['call me', 'not_a_phone'],
      ['=1+1', 'not_a_phone'],
    ],
  ],
  [
    'date',
    date(label),
    ['2026-02-28'],
    [
      ['2026-02-30', 'not_a_day'],
      [20260228, 'wrong_type'],
    ],
  ],
  [
    'clock time',
    clockTime(label),
    ['00:00', '23:59'],
    [
      ['24:00', 'not_a_time'],
      ['7:05', 'not_a_time'],
    ],
  ],
  [
    'instant',
    instant(label),
    ['2026-11-20T18:00:00Z', '2026-11-20T10:00:00.123-08:00'],
    [
      ['2026-11-20', 'not_a_moment'],
      ['2026-11-20T18:00:00', 'not_a_moment'],
    ],
  ],
  [
    'integer',
    integer(label, { least: 0, most: 9 }),
    [0, 9],
    [
      [1.5, 'not_whole'],
      ['5', 'wrong_type'],
      [10, 'out_of_range'],
      [-1, 'out_of_range'],
      [Number.NaN, 'wrong_type'],
      [Infinity, 'wrong_type'],
    ],
  ],
  [
    'decimal',
    decimal(label, { places: 1, least: 0 }),
    [1.5, 0],
    [
      ['1,5', 'wrong_type'],
      [-0.1, 'out_of_range'],
    ],
  ],
  [
    'cents',
    cents(label),
    [-1, 12_345],
    [
      [0.5, 'not_whole'],
      [1e21, 'out_of_range'],
    ],
  ],
  [
    'flag',
    flag(label),
    [true, false],
    [
      ['true', 'wrong_type'],
      [1, 'wrong_type'],
    ],
  ],
  [
    'choice',
    choice(label, { a: label, b: label }),
    ['a', 'b'],
    [
      ['A', 'not_a_choice'],
      ['constructor', 'not_a_choice'],
    ],
  ],
  [
    'reference',
    reference('member', label),
    [id],
    [
      [id.toUpperCase(), 'not_found'],
      ['1', 'not_found'],
    ],
  ],
  [
    'references',
    references('member', label),
    [[], [id]],
    [
      [id, 'wrong_type'],
      [['x'], 'not_found'],
      [Array.from({ length: mostReferences + 1 }, () => id), 'too_long'],
    ],
  ],
  ['json', json(label), [{ a: [1] }, 'x'], [['x'.repeat(70_000), 'too_long']]],
];

describe.each(cases)('%s', (_name, field, good, bad) => {
  test('takes what it should', () => {
    for (const value of good) expect(problemOf(field, value), JSON.stringify(value)).toBeUndefined();
  });
  test('names what is wrong with the rest', () => {
    for (const [value, problem] of bad) expect(problemOf(field, value), String(value)).toBe(problem);
  });
  test('is empty only when it may be', () => {
    for (const nothing of [null, undefined, '', '   ']) {
      expect(problemOf(field, nothing)).toBe('required');
      expect(valueOf(optional(field), nothing)).toBeNull();
    }
  });
  test('cleans a clean value no further', () => {
    for (const value of good) expect(valueOf(field, valueOf(field, value))).toEqual(valueOf(field, value));
  });
});

test('text is stored composed and without blanks around it', () => {
  expect(valueOf(text(label, { max: 9 }), '  Jose\u0301 ')).toBe('José');
});
test('minus zero is zero, and places are rounded', () => {
  expect(Object.is(valueOf(integer(label), -0), 0)).toBe(true);
  expect(valueOf(decimal(label, { places: 1 }), 89.96)).toBe(90);
});
test('a moment is stored in UTC', () => {
  expect(valueOf(instant(label), '2026-11-20T10:00:00-08:00')).toBe('2026-11-20T18:00:00.000Z');
});

test('all problems of a change come at once, by field', () => {
  const { problems } = checkSet(Member, { firstName: 7, email: 'x', nickname: 'Bo', status: 'retired' });
  expect(problems.map(({ field, problem }) => [field, problem])).toEqual([
    ['firstName', 'wrong_type'],
    ['email', 'not_an_email'],
    ['nickname', 'unknown'],
  ]);
});
test('what the server keeps cannot be sent', () => {
  expect(checkSet(Attendance, { cohortId: id }).problems).toEqual([
    { field: 'cohortId', problem: 'set_by_server' },
  ]);
});
test('names of the prototype are unknown fields', () => {
  for (const field of ['toString', 'hasOwnProperty', 'valueOf'])
    expect(checkSet(Course, { [field]: 'x' }).problems).toEqual([{ field, problem: 'unknown' }]);
});
test('a rule is blamed on its field, and asked only of a whole row', () => {
  const row = {
    sessionId: id,
    studentId: id,
    cohortId: id,
    memberId: id,
    status: 'absent',
    arrivalTime: '18:00',
  };
  expect(checkRow(Attendance, row)).toMatchObject([{ field: 'arrivalTime', problem: 'rule' }]);
  expect(checkRow(Attendance, { ...row, status: null })).toEqual([{ field: 'status', problem: 'required' }]);
});
test('whatever comes, a check answers and never throws', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (set) => {
      const { values, problems } = checkSet(Course, set);
      expect(Object.keys(values).length + problems.length).toBe(Object.keys(set).length);
    }),
  );
  for (const name of Object.keys(Course.fields))
    fc.assert(
      fc.property(fc.anything(), (value) => checkSet(Course, { [name]: value }) !== undefined),
      { numRuns: 50 },
    );
});
