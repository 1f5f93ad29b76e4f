import { Page } from '#casework/pages/page';
import { isForPage } from '#casework/pages/page.guard';
import type { Renderer } from '#casework/pages/renderer';
import { byItself } from '#casework/sign-in/session';
import type { ProblemPage } from '#platform/problems.filter';

/** The heading, by status; the words are the problem's own. */
const titles: Readonly<Record<number, string>> = {
  403: 'You cannot do this',
  404: 'Page not found',
  503: 'Sorry, the service is not available',
};
const OTHERWISE = 'Sorry, there is a problem with the service';
const CLIENT = 'Something is not right with what was sent';

export const problemPage =
  (renderer: Renderer): ProblemPage =>
  ({ status, errorCode, userMessage }, request, reply) => {
    if (!isForPage(request) || (status === 401 && byItself(request))) return undefined;
    if (status === 401) {
      void reply.status(303).header('Location', `/sign-in?to=${encodeURIComponent(request.url)}`);
      return '';
    }
    const title = titles[status] ?? (status < 500 ? CLIENT : OTHERWISE);
    const shows = { title, words: userMessage, code: errorCode, requestId: request.id };
    return renderer.send(new Page('problem/problem', shows, status), request, reply);
  };
