import type { Pages } from "../web/server.ts";
import { inBoth, reasonsAgainst, type HealthOptions, type Reason } from "./checks.ts";
import { createMetrics, type MetricsOptions } from "./metrics.ts";

/** A program whose timers come later than this does nothing in time any more. */
const stuckMs = 5_000;

interface Answer {
  status: number;
  type: string;
  body: string;
}

const plain = "text/plain; charset=utf-8";

const asJson = (health: { ready: boolean; reasons: readonly Reason[] }): Answer => ({
  status: 200,
  type: "application/json; charset=utf-8",
  body: `${JSON.stringify(health)}\n`,
});

const page = (prefix: string, answer: () => Promise<Answer>): Pages => ({
  prefix,
  handle: async (_, response) => {
    const { status, type, body } = await answer();
    response.writeHead(status, { "content-type": type });
    response.end(body);
  },
});

/** The same addresses while the program starts, perhaps with a backup and a change of the schema: alive, not ready. */
export function startingPages(): Pages[] {
  const starting = { what: "start", sentence: inBoth("程序正在启动", "the program is starting") } as const;
  return [
    page("/livez", async () => ({ status: 200, type: plain, body: "ok\n" })),
    page("/readyz", async () => ({ status: 503, type: plain, body: `${starting.what}: ${starting.sentence}\n` })),
    page("/health", async () => asJson({ ready: false, reasons: [starting] })),
  ];
}

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
  return [
    page("/livez", async () => {
      const lag = await lagMs();
      if (lag < stuckMs) return { status: 200, type: plain, body: "ok\n" };
      const seconds = Math.round(lag / 1000);
      const sentence = inBoth(`程序慢了 ${seconds} 秒`, `the event loop is ${seconds} s late`);
      return { status: 503, type: plain, body: `${sentence}\n` };
    }),
    page("/readyz", async () => {
      const reasons = await reasonsAgainst(options);
      const body = reasons.length === 0 ? "ready\n" : reasons.map((one) => `${one.what}: ${one.sentence}\n`).join("");
      return { status: reasons.length === 0 ? 200 : 503, type: plain, body };
    }),
    page("/health", async () => {
      const reasons = await reasonsAgainst(options);
      return asJson({ ready: reasons.length === 0, reasons, ...options.stats() });
    }),
    page("/metrics", async () => ({ status: 200, type: metrics.contentType, body: await metrics.metrics() })),
  ];
}
