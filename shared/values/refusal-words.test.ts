import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  commandReasons,
  FieldProblem,
  Refusal,
  problemCodes,
  refusalCodes,
  refuse,
  storageReasons,
} from './refusal.ts';
import { problemSentence, refusalSentence } from './refusal-words.ts';
import { languages, words } from './words.ts';

describe.each(languages)('in %s', (language) => {
  test('every refusal has its own sentence', () => {
    const sentences = refusalCodes.map((code) =>
      refusalSentence(refuse(code, { detail: 'x', limit: 5 }), language),
    );
    expect(sentences.every((sentence) => sentence.length > 10)).toBe(true);
    expect(new Set(sentences).size).toBe(refusalCodes.length);
  });
  test.each([
    ['command_refused', commandReasons],
    ['not_stored', storageReasons],
  ] as const)(
    'every reason of %s has its own sentence, and an unknown one is shown as it came',
    (code, reasons) => {
      const said = reasons.map((detail) => refusalSentence(refuse(code, { detail }), language));
      expect(new Set(said).size).toBe(reasons.length);
      for (const [index, sentence] of said.entries()) expect(sentence).not.toContain(reasons[index]);
      expect(refusalSentence(refuse(code, { detail: 'a newer reason' }), language)).toContain(
        'a newer reason',
      );
    },
  );
  test('every problem names the field as the form does', () => {
    const label = words('Arrived', 'Llegó');
    for (const problem of problemCodes) {
      const sentence = problemSentence({ field: 'arrivalTime', problem, limit: 5 }, label, language);
      expect(sentence, problem).toMatch(new RegExp(`^${label[language]}: .{5,}`));
    }
  });
});

test('a rule speaks its own sentence', () => {
  const message = words('Too early.', 'Demasiado pronto.');
  const label = words('Left', 'Salió');
  expect(problemSentence({ field: 'x', problem: 'rule', message }, label, 'es')).toBe('Demasiado pronto.');
});
test('refusals pass their own schema, and nothing else does', () => {
  const refusal = refuse('invalid', { fields: [{ field: 'name', problem: 'too_long', limit: 120 }] });
  expect(v.parse(Refusal, refusal)).toEqual(refusal);
  expect(v.safeParse(Refusal, { code: 'no' }).success).toBe(false);
  expect(v.safeParse(FieldProblem, { field: 'name', problem: 'ugly' }).success).toBe(false);
});
