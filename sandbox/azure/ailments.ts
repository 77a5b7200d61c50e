import { z } from 'zod';
import { time } from './arm.ts';

const health = z.enum(['None', 'Normal', 'Warning', 'Critical']);
const status = z.enum(['Healthy', 'Warning', 'Critical', 'Unknown']);

/** What ails the replication of one machine; an entry without any heals it. */
export const replicationAilments = z.strictObject({
  /** Which disks, counted from 0, Azure calls slow or standing. */
  slowDisks: z.array(z.int().min(0)).optional(),
  standingDisks: z.array(z.int().min(0)).optional(),
  /** Copying really stands still. */
  stands: z.boolean().optional(),
  resync: z.strictObject({ percent: z.number().min(0).max(100).optional(), required: z.boolean().default(true) }).optional(),
  /** The newest recovery point is so old, and no newer one comes. */
  rpoMinutes: z.number().positive().optional(),
  /** What waits where; only the classic engine tells what waits on its host. */
  pendingGib: z.strictObject({ source: z.number().default(0), host: z.number().default(0), cache: z.number().default(0) }).optional(),
  agent: z
    .strictObject({
      latestVersion: z.string().optional(),
      upgradeState: z.enum(['None', 'Started', 'Completed', 'Commit']).optional(),
      expiresInDays: z.number().optional(),
    })
    .optional(),
  errors: z
    .array(
      z.strictObject({
        code: z.string().min(1),
        level: z.enum(['Error', 'Warning']).default('Error'),
        message: z.string(),
        possibleCauses: z.string().optional(),
        recommendedAction: z.string().optional(),
      }),
    )
    .optional(),
});

export type ReplicationAilments = z.infer<typeof replicationAilments>;

/** What ails parts of an appliance; what is left out stays as it is, and an empty list heals all. */
export const applianceAilments = z.strictObject({
  /** By the name of their array in the fabric. */
  parts: z
    .partialRecord(
      z.enum(['processServers', 'rcmProxies', 'pushInstallers', 'replicationAgents', 'marsAgents', 'dras']),
      z.strictObject({ health: health.optional(), heartbeatAgeMinutes: z.number().min(0).optional() }),
    )
    .optional(),
  freeSpacePercentage: z.number().min(0).max(100).optional(),
  statuses: z
    .partialRecord(z.enum(['memoryUsageStatus', 'processorUsageStatus', 'diskUsageStatus', 'systemLoadStatus', 'throughputStatus']), status)
    .optional(),
  connectionStatus: z.string().optional(),
});

export type ApplianceAilments = z.infer<typeof applianceAilments>;

/** The errors that a machine ails from, in the shape that Site Recovery describes. */
export function ailingErrors({ errors = [] }: ReplicationAilments, entity: string, errorSource: string): object[] {
  return errors.map(({ code, level, message, possibleCauses = null, recommendedAction = null }) => ({
    innerHealthErrors: [],
    errorSource,
    errorType: 'Replication',
    errorLevel: level,
    errorCategory: 'Replication',
    errorCode: code,
    summaryMessage: message,
    errorMessage: message,
    possibleCauses,
    recommendedAction,
    creationTimeUtc: time(Date.now()),
    recoveryProviderErrorMessage: null,
    entityId: entity,
    errorId: null,
    customerResolvability: 'Allowed',
  }));
}
