import type { Caller } from '#access/caller';
import { MeasureWithComparison, MeasureMetric, PublishMetric, TraceMetric } from '#casework/metric/metric.requests';
import { Metrics } from '#casework/metric/metrics';
import { AfterWrite, caseworkers, Reads } from '#casework/reading';
import { SignedIn } from '#platform/access';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';

const analysts = ['analyst'] as const;
const everybody = [...caseworkers, 'partnership-lead', 'analyst'] as const;
const tag = 'metric';

@Controller('metric')
export class MetricController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Reads({ operationId: 'list-metrics', summary: 'What is counted, and how', tag }, everybody)
  list(@Query() _after: AfterWrite) {
    return this.metrics.definitions();
  }

  @Get(':key')
  @Reads({ operationId: 'measure-metric', summary: 'A metric, unsuppressed', tag }, analysts)
  async measure(@Param('key') key: string, @Query() asked: MeasureWithComparison) {
    const also = asked.compare === undefined ? {} : { comparison: true as const };
    const { measure, comparison } = await this.metrics.answer(key, asked, also);
    return { ...measure, ...(comparison && { comparison }) };
  }

  @Get(':key/lineage')
  @Reads({ operationId: 'trace-metric', summary: 'The events behind a cell', tag }, analysts)
  async lineage(@Param('key') key: string, @Query() { after, ...asked }: TraceMetric) {
    const { lineage } = await this.metrics.answer(key, asked, { lineage: { after } });
    return lineage;
  }

  @Get(':key/published')
  @Reads(
    { operationId: 'read-published', summary: 'As a release made now would show it, and as releases did', tag },
    everybody,
  )
  async published(@Param('key') key: string, @Query() asked: MeasureMetric) {
    const { measure, published } = await this.metrics.answer(key, asked);
    const { version, title, limitation, from, to } = measure;
    return {
      key,
      version,
      title,
      limitation,
      from,
      to,
      ...published,
      releases: await this.metrics.released(key, asked),
    };
  }

  @Post(':key/published')
  @HttpCode(200)
  @Reads({ operationId: 'publish-metric', summary: 'Freeze a release', tag }, analysts)
  release(@Param('key') key: string, @Body() asked: PublishMetric, @SignedIn() { user }: Caller) {
    return this.metrics.release(key, asked, user);
  }
}
