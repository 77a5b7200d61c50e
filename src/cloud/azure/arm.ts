import type { SiteRecoveryManagementClient } from '@azure/arm-recoveryservices-siterecovery';
import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { CloudError } from '../../errors.ts';

/**
 * Reads of Azure resources for which Ferry carries no SDK (resource groups, discovery sites), and listings of those for which
 * it does: the iterators of the newer SDKs (compute, network, storage) say of a refusal only its status, and forget which
 * right was missing.
 */
export interface ArmReader {
  get<T>(path: string, apiVersion: string, schema: z.ZodType<T>): Promise<T>;
  /** Every entry of every page. */
  list<T>(path: string, apiVersion: string, schema: z.ZodType<T>, filter?: string): Promise<readonly T[]>;
}

const base = 'https://management.azure.com';

export function createArmReader(client: Pick<SiteRecoveryManagementClient, 'sendRequest'>): ArmReader {
  async function read<T>(url: string, schema: z.ZodType<T>): Promise<T> {
    const request = createPipelineRequest({ method: 'GET', url, headers: createHttpHeaders({ accept: 'application/json' }) });
    const response = await client.sendRequest(request);
    if (response.status !== 200) {
      throw new RestError(`${request.method} answered ${response.status}`, { statusCode: response.status, request, response });
    }
    const parsed = schema.safeParse(json(response.bodyAsText));
    if (parsed.success) return parsed.data;
    throw new CloudError(`reading ${new URL(url).pathname}: the answer has an unknown shape: ${z.prettifyError(parsed.error)}`, {
      code: 'azure-refused',
      retryable: false,
      cause: parsed.error,
      remedy: 'Azure may have changed this API; report the message.',
    });
  }

  return {
    get: (path, apiVersion, schema) => read(`${base}${path}?api-version=${apiVersion}`, schema),
    async list(path, apiVersion, schema, filter) {
      const page = z.looseObject({ value: z.array(schema), nextLink: z.string().nullish() });
      const found = [];
      let url: string | undefined =
        `${base}${path}?api-version=${apiVersion}${filter === undefined ? '' : `&$filter=${encodeURIComponent(filter)}`}`;
      while (url) {
        const { value, nextLink }: z.infer<typeof page> = await read(url, page);
        found.push(...value);
        url = nextLink || undefined;
      }
      return found;
    },
  };
}

function json(body: string | null | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
