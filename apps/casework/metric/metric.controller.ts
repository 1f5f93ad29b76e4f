import type { Caller } from '#access/caller';
import { MeasureWithComparison, MeasureMetric, PublishMetric, TraceMetric } from '#casework/metric/metric.requests';
import { Metrics } from '#casework/metric/metrics';
import { AfterWrite, askedFor, caseworkers, Paged, pageOf, Reads } from '#casework/reading';
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
    analysts,
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

  @Get(':key/released')
  @Reads({ operationId: 'list-released', summary: 'What was released of a metric, the last first', tag }, everybody)
  async released(@Param('key') key: string, @Query() asked: Paged) {
    const found = await this.metrics.releasesOf(key, { after: asked.after, take: askedFor(asked) });
    const { items: releases, ...more } = pageOf(found, asked);
    return { releases: releases.map(({ releasedBy: _by, ...shown }) => shown), ...more };
  }

  @Post(':key/published')
  @HttpCode(200)
  @Reads({ operationId: 'publish-metric', summary: 'Freeze a release', tag }, analysts)
  release(@Param('key') key: string, @Body() asked: PublishMetric, @SignedIn() { user }: Caller) {
    return this.metrics.release(key, asked, user);
  }
}
