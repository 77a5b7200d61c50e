import { hookCalls, isHookCall } from '../migration/quiesce.ts';
import type { Operation } from '../migration/types.ts';
import { escape } from './escape.ts';

/** What a call is, as in "Ferry sent ‹…› once". */
export function callName(operation: Operation | undefined): string {
  if (!operation) return 'the call';
  if (operation.kind === hookCalls.quiesce) return 'the wish to quiesce';
  if (operation.kind === hookCalls.resume) return 'the wish to end the quiesce';
  return `the ${escape(operation.kind.replaceAll('-', ' '), 60)}`;
}

/** Who was called, and where a person finds out what became of the call. */
export function addressee(operation: Operation | undefined): { readonly who: string; readonly look: string } {
  return operation && isHookCall(operation.kind)
    ? { who: 'The quiesce hook', look: 'Ask whoever runs the hook' }
    : { who: 'Azure', look: 'Check the Azure portal' };
}
