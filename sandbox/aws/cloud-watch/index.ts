import type { JsonAction } from '../services/json-service.ts';
import { getMetricData, metricRequest } from './metric-data.ts';

/** Every action of CloudWatch that the sandbox answers. */
export const cloudWatchActions: Readonly<Record<string, JsonAction>> = {
  GetMetricData: getMetricData,
};

/** The resource that a request is about: the first dimension of its first metric. */
export function cloudWatchSubject(input: unknown): string {
  const { data } = metricRequest.safeParse(input);
  return data?.MetricDataQueries[0]?.MetricStat.Metric.Dimensions[0]?.Value ?? '';
}
