import type { Pages } from "../web/server.ts";
import { reasonsAgainst, type HealthOptions } from "./checks.ts";
import { createMetrics, type MetricsOptions } from "./metrics.ts";

/** A program whose timers come later than this does nothing in time any more. */
const stuckMs = 5_000;

/** How late a timer comes that is due at once, in ms. */
function eventLoopLagMs(): Promise<number> {
  const asked = performance.now();
  return new Promise((resolve) => void setTimeout(() => resolve(performance.now() - asked), 0));
}

/**
 * What watches the service asks here: `/livez` (200 as long as it answers in time), `/readyz` (200, or
 * 503 with one reason a line), `/health` (the same as JSON) and `/metrics`.
 */
export function healthPages(options: HealthOptions & MetricsOptions & { lagMs?: () => Promise<number> }): Pages[] {
  const { lagMs = eventLoopLagMs } = options;
  const metrics = createMetrics(options);
  const plain = "text/plain; charset=utf-8";
  const page = (prefix: string, answer: () => Promise<{ status: number; type: string; body: string }>): Pages => ({
    prefix,
    handle: async (_, response) => {
      const { status, type, body } = await answer();
      response.writeHead(status, { "content-type": type });
      response.end(body);
    },
  });
  return [
    page("/livez", async () => {
      const lag = await lagMs();
      if (lag < stuckMs) return { status: 200, type: plain, body: "ok\n" };
      return { status: 503, type: plain, body: `the event loop is ${Math.round(lag / 1000)} s late\n` };
    }),
    page("/readyz", async () => {
      const reasons = await reasonsAgainst(options);
      const body = reasons.length === 0 ? "ready\n" : reasons.map((one) => `${one.what}: ${one.sentence}\n`).join("");
      return { status: reasons.length === 0 ? 200 : 503, type: plain, body };
    }),
    page("/health", async () => {
      const reasons = await reasonsAgainst(options);
      const body = JSON.stringify({ ready: reasons.length === 0, reasons, ...options.stats() });
      return { status: 200, type: "application/json; charset=utf-8", body: `${body}\n` };
    }),
    page("/metrics", async () => ({ status: 200, type: metrics.contentType, body: await metrics.metrics() })),
  ];
}
