import { z } from 'zod';
import type { Volume } from '../model.ts';
import { AwsRefusal } from '../refusals.ts';
import type { JsonAction } from '../services/json-service.ts';

const query = z.object({
  Id: z.string().regex(/^[a-z][a-zA-Z0-9_]*$/),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.literal('AWS/EBS'),
      MetricName: z.literal('VolumeWriteBytes'),
      Dimensions: z.array(z.object({ Name: z.literal('VolumeId'), Value: z.string() })).length(1),
    }),
    Period: z.int().multipleOf(60),
    Stat: z.literal('Sum'),
  }),
});

/** The one metric that the sandbox has, as CloudWatch takes it: moments are seconds. */
export const metricRequest = z.object({
  StartTime: z.number(),
  EndTime: z.number(),
  MetricDataQueries: z.array(query).min(1).max(500),
  NextToken: z.string().optional(),
});

/** CloudWatch gives at most so many points in an answer. */
const mostPoints = 100_800;

/** What a machine writes to its volumes, evenly; a volume without figures has an empty result. Newest first, as CloudWatch does. */
export const getMetricData: JsonAction = ({ input, world, caller }) => {
  const parsed = metricRequest.safeParse(input);
  if (!parsed.success) throw new AwsRefusal('ValidationError', z.prettifyError(parsed.error));
  const { StartTime, EndTime, MetricDataQueries } = parsed.data;
  if (StartTime >= EndTime) throw new AwsRefusal('ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  const volumes = new Map<string, Volume>(
    [...world.instances.values()]
      .filter(({ region }) => region === caller.region)
      .flatMap((instance) => instance.volumes.map((volume) => [volume.volumeId, volume] as const)),
  );
  const results = MetricDataQueries.map(({ Id, MetricStat: { Metric, Period } }) => {
    const volumeId = Metric.Dimensions[0]?.Value ?? '';
    const rate = volumes.get(volumeId)?.bytesPerSecond;
    const moments = rate === undefined ? [] : every(Period, StartTime, EndTime);
    return {
      Id,
      Label: volumeId,
      Timestamps: moments,
      Values: moments.map(() => (rate ?? 0) * Period),
      StatusCode: 'Complete',
    };
  });
  const points = results.reduce((sum, { Values }) => sum + Values.length, 0);
  if (points > mostPoints) throw new AwsRefusal('ValidationError', `${points} data points are more than ${mostPoints}.`);
  return { MetricDataResults: results, Messages: [] };
};

function every(period: number, from: number, to: number): number[] {
  const first = Math.ceil(from / period) * period;
  const count = Math.max(0, Math.ceil((to - first) / period));
  return Array.from({ length: count }, (_, index) => first + (count - 1 - index) * period);
}
