// What is said one after the other, as a life of its own (one-life.mjs), for test/crash/ticket.test.ts. Arguments: the
// database's connection as JSON, and each as [[name, words, the update's identity, "group" or "private", "photo" for one], …].
import { live } from "./one-life.mjs";

const [, , config, ...texts] = process.argv;
const now = new Date("2026-03-02T12:00:00+08:00");
const moments = texts.map((said) => ({ now, said: JSON.parse(said) }));
await live({ config, name: `${process.pid} ${texts.join(" ")}`, moments });
