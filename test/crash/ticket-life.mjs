// Something that is said, as a life of its own (one-life.mjs), for test/crash/ticket.test.ts. Arguments: the database's
// connection as JSON, what is said as [name, words, the update's identity, "group" or "private", "photo" for one], again as JSON.
import { live } from "./one-life.mjs";

const [, , config = "{}", said = "[]"] = process.argv;
const now = new Date("2026-03-02T12:00:00+08:00");
await live({ config, name: `${process.pid} ${said}`, now, said: JSON.parse(said) });
