import { GetMetricDataCommand, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { CloudError } from '../../errors.ts';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Surroundings } from '../../migration/surroundings.ts';
import type { Session } from './session.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** The finest that CloudWatch has of every volume, whatever its type and age. */
const periodSeconds = 300;

/** What all volumes together took up during the last day. Nothing depends on it, so that whatever fails is told and not thrown. */
export async function readChurn(session: Session, { instanceId, volumes, readAt }: SourceMachine): Promise<Surroundings> {
  if (volumes.length === 0) return {};
  const to = Math.floor(readAt / (5 * minute)) * 5 * minute;
  const from = to - day;
  const permission = 'cloudwatch:GetMetricData';
  try {
    const given = await session.askOrWhy(`reading what ${instanceId} writes`, permission, async ({ cloudWatch }) => {
      const written = new Map<number, number>();
      let token: string | undefined;
      do {
        const page: GetMetricDataCommandOutput = await cloudWatch.send(
          new GetMetricDataCommand({
            StartTime: new Date(from),
            EndTime: new Date(to),
            MetricDataQueries: volumes.map(({ volumeId }, index) => ({
              Id: `v${index}`,
              MetricStat: {
                Metric: {
                  Namespace: 'AWS/EBS',
                  MetricName: 'VolumeWriteBytes',
                  Dimensions: [{ Name: 'VolumeId', Value: volumeId }],
                },
                Period: periodSeconds,
                Stat: 'Sum',
              },
            })),
            ...(token && { NextToken: token }),
          }),
        );
        for (const { Timestamps = [], Values = [] } of page.MetricDataResults ?? [])
          for (const [index, at] of Timestamps.entries())
            written.set(at.getTime(), (written.get(at.getTime()) ?? 0) + (Values[index] ?? 0));
        token = page.NextToken;
      } while (token);
      return [...written.values()];
    });
    if ('withheld' in given) return { withheld: { churn: given.withheld } };
    if (given.read.length === 0) return { churn: 'none' };
    const bytes = given.read.reduce((sum, each) => sum + each, 0);
    return { churn: { bytes, peakBytesPerSecond: Math.max(...given.read) / periodSeconds, from, to } };
  } catch (error) {
    if (error instanceof CloudError) return { withheld: { churn: { why: error.message, permission } } };
    throw error;
  }
}
