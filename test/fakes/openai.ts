import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a provider answers a request. */
export type ModelAnswer =
  /** a completion with this text */
  | { says: string }
  | { status: number; headers?: Record<string, string>; body?: string }
  /** nothing ever comes; headers and then nothing; headers, half a body and a cut */
  | "silence"
  | "stalls"
  | "cut";

/** A server that speaks OpenAI's chat completions over a socket, and fails as it is told to. */
export interface FakeOpenAi {
  /** the address for a client, with its /v1 */
  url: string;
  /** requests so far */
  asked: number;
  answer: ModelAnswer;
  close(): Promise<void>;
}

export async function createFakeOpenAi(): Promise<FakeOpenAi> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      fake.asked++;
      give(fake.answer, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const fake: FakeOpenAi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: 0,
    answer: "silence",
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return fake;
}

function give(answer: ModelAnswer, response: ServerResponse): void {
  if (answer === "silence") return;
  const json = { "content-type": "application/json" };
  if (answer === "stalls") return void response.writeHead(200, json).write('{"id":"1","cho');
  if (answer === "cut") {
    response
      .writeHead(200, { ...json, "content-length": "500" })
      .write('{"id":"1","cho', () => response.socket?.resetAndDestroy());
    return;
  }
  if ("says" in answer) {
    const message = { role: "assistant", content: answer.says };
    const usage = { prompt_tokens: 500, completion_tokens: 20, total_tokens: 520 };
    const body = { id: "1", object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }], usage };
    return void response.writeHead(200, json).end(JSON.stringify(body));
  }
  const { status, headers = {}, body = JSON.stringify({ error: { message: "no", code: status } }) } = answer;
  response.writeHead(status, { ...json, ...headers }).end(body);
}
