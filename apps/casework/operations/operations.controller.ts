import { OPERATOR } from '#access/roles';
import { textAt, type Typed } from '#casework/forms/controls';
import { InstanceId } from '#casework/instance-id';
import { Operations } from '#casework/operations/operations';
import { Redirect } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { ForRoles } from '#platform/access';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';

/** For whoever runs the system. */
@Pages()
@Controller('operations')
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  @Get()
  @ForRoles(OPERATOR)
  show(@Query('did') kind: unknown, @Query('many') many: unknown) {
    const done = typeof kind === 'string' ? { kind, many: Math.max(0, Math.trunc(Number(many)) || 0) } : undefined;
    return this.operations.show(done);
  }

  @Post(':kind/again')
  @ForRoles(OPERATOR)
  async again(@Param('kind') kind: string, @Body() typed: Typed) {
    const id = textAt(typed, 'id');
    const many = await this.operations.again(kind, id === '' ? undefined : new InstanceId().transform(id));
    return new Redirect(`/operations?did=${kind}&many=${many}`);
  }
}
