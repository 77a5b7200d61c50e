import { expect, test } from 'vitest';
import { z } from 'zod';
import { ferrySchema } from '../../src/config-schema.ts';
import { playChapter } from './chapter.ts';
import { ferryYml } from './chapters/ferry-yml.ts';
import { periods, wrongValues } from './ferry-yml-values.ts';

playChapter(ferryYml);

test('every key of ferry.yml has a row with a wrong value', () => {
  const tried = new Set([...wrongValues.map(([path]) => path), ...Object.keys(periods).map((name) => `timing.${name}`)].map(anyName));
  expect(keysOf(ferrySchema).filter((path) => !tried.has(path))).toEqual([]);
});

/** The path with the names that people choose, and places in lists, as `*`. */
function anyName(path: string): string {
  return path
    .replace(/^(sources|targets)\.[^.]+/, '$1.*')
    .replace(/\.(sizes|tags|disks)\..+$/, '.$1.*')
    .replace(/\.(sizes|tags)\..+$/, '.$1.*')
    .replace(/\.installers\.[^.]+/, '.installers.*')
    .replace(/\.\d+/g, '.*');
}

function keysOf(schema: unknown, path: readonly string[] = []): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return keysOf(schema.unwrap(), path);
  const own = path.length === 0 ? [] : [path.join('.')];
  if (schema instanceof z.ZodObject)
    return [...own, ...Object.entries(schema.shape).flatMap(([key, value]) => keysOf(value, [...path, key]))];
  if (schema instanceof z.ZodRecord) return [...own, ...keysOf(schema.valueType, [...path, '*'])];
  if (schema instanceof z.ZodArray) return [...own, ...keysOf(schema.element, [...path, '*'])];
  return own;
}
