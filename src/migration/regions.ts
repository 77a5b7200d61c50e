import { type Refusal, refuse } from '../errors.ts';

/** A source as ferry.yml writes it: with one region, or a list of them. */
interface Regional {
  readonly region?: string | undefined;
  readonly regions?: readonly string[] | undefined;
}

/** Every region of a source, as ferry.yml names them. */
export function regionsOf({ region, regions }: Regional): readonly string[] {
  return regions ?? (region === undefined ? [] : [region]);
}

/** The region of a machine of a source: the one that was found, where ferry.yml has it; else its only one. */
export function regionFor(source: Regional, found: string | undefined): string | undefined {
  const all = regionsOf(source);
  if (found !== undefined) return all.includes(found) ? found : undefined;
  return all.length === 1 ? all[0] : undefined;
}

/** As `regionFor`, of a source by its alias; or why nobody knows it. */
export function demandRegion(alias: string, source: Regional, instanceId: string, found: string | undefined): string | Refusal {
  return (
    regionFor(source, found) ??
    refuse(
      `Ferry does not know in which region of ${alias} ${instanceId} is.`,
      `${alias} has ${regionsOf(source).join(', ')}: type the id again in a moment, and Ferry looks in all of them.`,
    )
  );
}
