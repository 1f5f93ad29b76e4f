import type { Caller } from '#access/caller';
import type { EpisodeStage } from '#casework/episode';
import { EpisodeAnswer, type Episodes } from '#casework/episodes';
import { InstanceId } from '#casework/instance-id';
import { caseworkers, Clocks, Reads, Reply } from '#casework/reading';
import { SignedIn } from '#platform/access';
import { applyDecorators, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

interface Shower {
  readonly episodes: Episodes;
}

/** Gives a controller the route that reads one episode of its stage. */
export const ShowsEpisodes =
  (stage: EpisodeStage) =>
  (controller: new (...given: never[]) => Shower): void => {
    const route = controller.prototype as object;
    const read = function (this: Shower, ...[id, moments, caller, reply]: [string, Clocks, Caller, FastifyReply]) {
      return this.episodes.shown({ moments, caller, stage, id }, reply);
    };
    const descriptor = { value: read, configurable: true, writable: true, enumerable: false };
    Object.defineProperty(route, 'read', descriptor);
    Reflect.defineMetadata('design:paramtypes', [String, Clocks, Object, Object], route, 'read');
    Param('id', InstanceId)(route, 'read', 0);
    Query()(route, 'read', 1);
    SignedIn()(route, 'read', 2);
    Reply()(route, 'read', 3);
    const documented = { operationId: `read-${stage}`, summary: 'As it stood, as far as it was known', tag: stage };
    const decorate = applyDecorators(
      Get(':id'),
      Reads(documented, caseworkers),
      ApiOkResponse({ type: EpisodeAnswer }),
    );
    decorate(route, 'read', descriptor);
  };
