import { notFound } from '#platform/problem';
import type { PipeTransform } from '@nestjs/common';

/** The id in a path. What is no id names nothing, and answers like an id that nobody has. */
export class InstanceId implements PipeTransform<unknown, string> {
  transform(id: unknown): string {
    if (typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
    throw notFound();
  }
}
