/** Which entity an address means: the table in kebab-case (`class-sessions`), or the entity's own name. */
import type { Entity, Registry } from '../../shared/entity/entity.ts';

export const pathOf = (of: Entity): string => of.table.replaceAll('_', '-');

export const entityPaths = (registry: Registry): readonly string[] =>
  [...registry.values()].map(pathOf).sort();

export function findEntity(registry: Registry, segment: string): Entity | undefined {
  return registry.get(segment) ?? [...registry.values()].find((of) => pathOf(of) === segment);
}
