import { describe, expect, test } from 'vitest';
import { checkPassword } from './password-rules.ts';

const context = ['Maria', 'Garcia-Lopez', 'maria.garcia@hall.example', '46', 'Electrical Workers Local'];
const codeFor = (password: string) => checkPassword(password, context)?.code ?? 'accepted';

describe('a password is refused, with the reason', () => {
  test.each([
    ['Password123!', 'password_too_short'],
    ['', 'password_too_short'],
    ['ñandú 🐦 corto', 'password_too_short'],
    ['x'.repeat(1_025), 'password_too_long'],
    ['ñ'.repeat(513), 'password_too_long'],
    ['ibew46solidarity', 'password_common'],
    ['Solidarity-Local-46-Forever', 'password_common'],
    ['passwordpassword', 'password_common'],
    ['P4ssw0rd!P4ssw0rd!', 'password_common'],
    ['Password12345678!', 'password_common'],
    ['password1solidarity2union3', 'password_common'],
    ['aaaaaaaaaaaaaaaaaaaa', 'password_common'],
    ['abcabcabcabcabcabc', 'password_common'],
    ['abcdefghijklmnopqrst', 'password_common'],
    ['987654321987654321', 'password_common'],
    ['qwertyuiopasdfghjkl', 'password_common'],
    ['1q2w3e4r5t6y7u8i', 'password_common'],
    ['iloveyouiloveyou1', 'password_common'],
    ['sunshinedragon99', 'password_common'],
    ['MariaGarcia19850312', 'password_common'],
    ['García-López-María-46', 'password_common'],
    ['maria.garcia@hall.example', 'password_common'],
  ])('%s', (password, code) => {
    expect(codeFor(password)).toBe(code);
  });
});

describe('a password is taken', () => {
  test.each([
    'correct horse battery staple',
    'la rana verde baila sobre tejados 🐸',
    'mañana llueve café en el tejado del vecino, 64 caracteres justos',
    'xK9mQ2vL7pR4wT8z',
    'my steward eats plums behind the crane',
    'four purple elephants juggling soup',
    'vivir sin prisa cuesta mas 2 veces',
    '834917265038174',
    '🐸🦊🐻🐼🦁🐯🐨🐮🐷🐵🐔🐧🐦🦆🦉',
  ])('%s', (password) => {
    expect(codeFor(password)).toBe('accepted');
  });

  test('at the very limits', () => {
    expect(codeFor('gkzwpvmrbtxqhlu')).toBe('accepted');
    expect(codeFor('gkzwpvmrbtxqhl')).toBe('password_too_short');
  });
});

test('a long hostile password is judged quickly', () => {
  const began = performance.now();
  checkPassword('ab'.repeat(512), context);
  checkPassword('1234567890'.repeat(100), context);
  expect(performance.now() - began).toBeLessThan(1_000);
});
