import { deeperThan } from '#messages/inbound/shape';
import { RequestProblem, toProblem } from '#platform/problem';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** No request of ours nests further than a correction's results do: four. */
const DEEPEST = 20;

/** A body is looked at before anything walks it. */
export function refuseDeepBodies(server: FastifyInstance): void {
  server.addHook('preValidation', async ({ body }) => {
    if (!deeperThan(DEEPEST, body)) return;
    throw new RequestProblem(400, 'TOO_DEEP', 'The request is nested too deeply. Send the fields of this request.');
  });
}

/** Answers an address that cannot be decoded, which no route or filter meets: without repeating it. */
export function answerUnreadable(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = new RequestProblem(400, 'UNREADABLE_REQUEST', 'The address of the request cannot be read.');
  void reply.status(problem.status).header('Cache-Control', 'no-store').send(toProblem(problem));
}
