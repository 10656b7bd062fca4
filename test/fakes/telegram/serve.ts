// Runs the fake Bot API as a process of its own: prints {"url","token"} on one line, then serves
// until it is told to stop. `PORT`, `SEED` and `FIRST_UPDATE_ID` may be set.
import { createFakeTelegram } from "../telegram.ts";

const { PORT, SEED, FIRST_UPDATE_ID } = process.env;
const fake = await createFakeTelegram({
  port: Number(PORT ?? 0),
  seed: Number(SEED ?? 1),
  firstUpdateId: Number(FIRST_UPDATE_ID ?? 900_001),
});
process.stdout.write(`${JSON.stringify({ url: fake.url, token: fake.token })}\n`);
process.once("SIGTERM", () => void fake.close());
process.once("SIGINT", () => void fake.close());
