import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findUnacknowledged, readMigrations } from './migrate.ts';

describe('a migration that destroys or narrows', () => {
  test.each([
    'drop table members;',
    'DROP TABLE IF EXISTS members;',
    'drop schema audit cascade;',
    'alter table members drop column phone;',
    'alter table members drop phone;',
    'alter table members\n  drop column if exists phone;',
    'alter table members alter column phone type integer using 0;',
    'alter table members alter phone set data type integer;',
    'alter table members alter column "phone" type text;',
    '-- acknowledged:\ndrop table members;',
    '-- acknowledged: ok\ndrop table members;',
  ])('needs a reason: %s', (sql) => {
    expect(findUnacknowledged(sql)).not.toBeNull();
  });

  test.each([
    '-- acknowledged: the table was never filled in any release\ndrop table members;',
    'create table members (type text);',
    '-- drop table members\nselect 1;',
    '/* alter table members drop column phone */ select 1;',
    'alter table members drop constraint members_phone_length;',
    'alter table members alter column phone drop not null;',
    'alter table members add column kind text;',
    'drop trigger a on members; drop policy b on members; drop index c;',
    'create trigger t before update or delete or truncate on members for each statement execute function f();',
  ])('or is none: %s', (sql) => {
    expect(findUnacknowledged(sql)).toBeNull();
  });
});

describe('the migrations of this house', () => {
  test('are read in order, and every destructive one has its reason', () => {
    const names = readMigrations().map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names[0]).toBe('0001_foundation.sql');
  });

  test('cannot share a number', () => {
    const dir = mkdtempSync(join(tmpdir(), 'unionhall-numbers-'));
    writeFileSync(join(dir, '0001_one.sql'), '');
    writeFileSync(join(dir, '0001_other.sql'), '');
    expect(() => readMigrations(dir)).toThrow(/number 0001: renumber/);
    rmSync(dir, { recursive: true });
  });
});
