import type { FastifyInstance } from 'fastify';

const everywhere: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** The page that documentation is browsed on brings scripts and styles of its own. */
const documentation =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

/** Adds what is missing to every answer: a route that set a header of its own keeps it. */
export function secureHeaders(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/swagger-ui')) void reply.header('Content-Security-Policy', documentation);
    for (const [name, value] of Object.entries(everywhere)) if (!reply.hasHeader(name)) void reply.header(name, value);
    if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'no-store');
    void reply.removeHeader('X-Powered-By');
  });
}
