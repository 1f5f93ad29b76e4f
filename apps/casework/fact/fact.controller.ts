import { OPERATOR, rolesOf } from '#access/roles';
import { FactType } from '#casework/fields/text';
import { AfterWrite, ReadsByRole } from '#casework/reading';
import { count } from '#read-models/timeline';
import { Controller, Get, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';

export class CountFacts extends AfterWrite {
  @FactType('the type of the facts')
  type: string;
}

const counters = [...rolesOf('analyst', 'practitioner'), OPERATOR];

@Controller('fact')
export class FactController {
  constructor(private readonly dataSource: DataSource) {}

  @Get('count')
  @ReadsByRole({ operationId: 'count-facts', summary: 'How many facts of a type were recorded', tag: 'fact' }, counters)
  async count(@Query() { type }: CountFacts) {
    return { type, count: await count(this.dataSource, type) };
  }
}
