import type { TargetConfig } from '../../src/config-schema.ts';
import type { LandingFacts } from '../../src/migration/landing-port.ts';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { Landing, MachineSummary } from '../../src/migration/types.ts';
import type { Judgement } from '../check.ts';

/** What is known when a landing is judged: the machine, the place, and how Ferry would have it land. */
export interface Approach {
  readonly machine: SourceMachine;
  readonly osFamily: MachineSummary['osFamily'];
  readonly placement: TargetConfig['placement'];
  readonly facts: LandingFacts;
  readonly landing: Omit<Landing, 'choices'>;
}

/** One check of how a machine lands; pure. What could not be read has its sentence already, and is not judged twice. */
export interface LandingCheck {
  readonly id: string;
  readonly title: string;
  judge(approach: Approach): readonly Judgement[];
}
