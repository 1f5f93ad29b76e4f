import type { Caller } from '#access/caller';
import { csv } from '#casework/figures/csv';
import { figureAsked, whereOf } from '#casework/figures/figure-form';
import { cellWords, measuredRow, percent } from '#casework/figures/figure-rows';
import { definedAs } from '#casework/figures/figures';
import { Contexts } from '#casework/forms/contexts';
import { textAt, type Typed } from '#casework/forms/controls';
import type { MeasureMetric } from '#casework/metric/metric.requests';
import { Metrics } from '#casework/metric/metrics';
import { Page } from '#casework/pages/page';
import { Wording } from '#casework/pages/wording';
import type { Standing } from '#metrics/comparison';
import type { LineageOf } from '#metrics/lineage';
import type { Reference } from '#pathway/reference';
import { notFound } from '#platform/problem';
import { REFERENCE } from '#platform/provided';
import { Inject, Injectable } from '@nestjs/common';

/** How an area stands beside similar ones, said after its name. */
const standings: Readonly<Record<Standing, string>> = {
  higher: 'is higher than similar areas together: their proportion lies below its 95% confidence interval.',
  similar: 'is similar to similar areas together: their proportion lies within its 95% confidence interval.',
  lower: 'is lower than similar areas together: their proportion lies above its 95% confidence interval.',
  'cannot-say': 'cannot be compared: too little is counted, there or in similar areas.',
};

/** What explains a figure to an analyst: the facts that it counts, and similar areas. It names nobody, and is exact. */
@Injectable()
export class BehindFigures {
  constructor(
    private readonly metrics: Metrics,
    private readonly contexts: Contexts,
    private readonly wording: Wording,
    @Inject(REFERENCE) private readonly reference: Reference,
  ) {}

  /** Who counts, one after the other, each by the facts that made it so: a part of them at a time. */
  async facts(caller: Caller, key: string, typed: Typed, search: string): Promise<Page> {
    const definition = definedAs(key);
    const { asked, members, next } = await this.#counted(caller, key, typed);
    const query = new URLSearchParams(search);
    if (next !== undefined) query.set('after', next);
    return new Page('figures/facts', {
      ...{ title: 'The facts behind this figure', back: `/figures/${key}`, definition, asked, members },
      where: whereOf(this.reference, asked),
      cell: asked.only && cellWords(asked.only.slice(asked.only.indexOf(':') + 1), this.wording.named),
      csv: `/figures/${key}/facts.csv${search}`,
      next: next === undefined ? undefined : `?${query.toString()}`,
    });
  }

  /** The same part for a spreadsheet, a line for each fact. */
  async factsFile(caller: Caller, key: string, typed: Typed): Promise<string> {
    const { members } = await this.#counted(caller, key, typed);
    const rows = members.flatMap(({ member, numerator, events }) =>
      events.map((event) => [key, member, numerator ? 'yes' : 'no', event]),
    );
    return csv([['metric', 'member', 'in_numerator', 'fact'], ...rows]);
  }

  /** An area beside those that the comparator list calls similar. */
  async similar(caller: Caller, key: string, typed: Typed): Promise<Page> {
    const definition = definedAs(key);
    const asked = await this.#asked(caller, key, typed);
    const { comparison } = await this.metrics.answer(key, asked, { comparison: true });
    if (!comparison) throw notFound();
    const named = (area: string | undefined) => whereOf(this.reference, { area });
    const { area, similar, benchmark, standing } = comparison;
    return new Page('figures/similar', {
      ...{ title: 'Similar areas', back: `/figures/${key}`, definition, asked },
      says: `${named(asked.area)} ${standings[standing]}`,
      rows: [
        measuredRow(named(asked.area), area),
        ...similar.map((other) => measuredRow(named(other.area), other.measure)),
      ],
      benchmark: benchmark === undefined ? undefined : percent(benchmark),
    });
  }

  async #counted(caller: Caller, key: string, typed: Typed): Promise<LineageOf & { readonly asked: MeasureMetric }> {
    const asked = await this.#asked(caller, key, typed);
    const after = textAt(typed, 'after');
    const { lineage } = await this.metrics.answer(key, asked, { lineage: after === '' ? {} : { after } });
    return { members: [], ...lineage, asked };
  }

  /** With the one cell of a breakdown, where it is named. @throws RequestProblem 404 for what makes no sense */
  async #asked(caller: Caller, key: string, typed: Typed): Promise<MeasureMetric> {
    const { asked } = await figureAsked(definedAs(key), typed, this.contexts.ofNobody(caller));
    if (!asked) throw notFound();
    const only = textAt(typed, 'only');
    return only === '' ? asked : { ...asked, only };
  }
}
