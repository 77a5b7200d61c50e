import type { Action } from '../actions/action.ts';
import { parseQuery } from '../query.ts';
import { AwsRefusal } from '../refusals.ts';
import { type Dialect, failure, success } from '../xml.ts';
import type { AwsService, RefusalCodes } from './service.ts';

/** A service that takes forms and answers with XML, as EC2, STS and Auto Scaling do. */
export function queryService(dialect: Dialect, actions: Readonly<Record<string, Action>>, codes: RefusalCodes): AwsService {
  return {
    iam: dialect,
    operations: Object.keys(actions),
    codes,
    named({ body }) {
      const query = parseQuery(body);
      const subject =
        query.text('InstanceId') ??
        query.list('InstanceId')[0] ??
        query.text('InstanceSpecification.InstanceId') ??
        query.list('ResourceId')[0] ??
        query.list('InstanceIds.member')[0] ??
        '';
      return { operation: query.text('Action') ?? 'unknown', subject };
    },
    answer({ operation, body }, circumstances) {
      const action = actions[operation];
      if (!action) throw new AwsRefusal('InvalidAction', `The action ${operation} is not valid for this web service.`);
      const query = parseQuery(body);
      if (query.text('DryRun') === 'true')
        throw new AwsRefusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
      return success(dialect, operation, action({ ...circumstances, query }));
    },
    refuse: (status, code, message) => failure(dialect, status, code, message),
  };
}
