import { z } from 'zod';
import type { Outcome } from './acts.ts';
import type { Delivered } from './delivery.ts';
import { type Json, objects, string } from './json.ts';
import { shape } from './payloads.ts';
import type { OpenView } from './views.ts';
import { allowed } from './web-api/views.ts';
import type { Workspace } from './workspace.ts';

/** What the acknowledgement of a submission does to the modal. */
export function react(workspace: Workspace, view: OpenView, response: Json): Omit<Outcome, Exclude<keyof Delivered, 'problem'>> {
  const { views } = workspace;
  const [content] = objects([response['view']]);
  const action = string(response['response_action']);
  if (action === 'errors') {
    const errors = z.record(z.string(), z.string()).safeParse(response['errors']);
    return errors.success ? { viewErrors: errors.data, view: shape(workspace, view) } : { problem: 'invalid_errors' };
  }
  if ((action === 'update' || action === 'push') && content) {
    try {
      allowed(content, 'modal');
    } catch {
      return { problem: 'invalid_arguments', view: shape(workspace, view) };
    }
    if (action === 'push') return { view: shape(workspace, views.open(view.user, content, view)) };
    views.replace(view, content);
    return { view: shape(workspace, view) };
  }
  views.close(view, action === 'clear');
  return {};
}
