import { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchQuicknet } from "../../../src/features/draw/drand.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { knownSignature } from "../../world/beacon.ts";
import { drawRig, type DrawRig } from "./rig.ts";

// A whole draw on a machine from which nothing can be reached but its own database.

let rig: DrawRig;
const refused: string[] = [];
const connect = Socket.prototype.connect;

/** Where a socket is told to go, as far as it says. */
function placeOf(args: readonly unknown[]): { host?: string; path?: unknown } {
  const [first] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "object" && first !== null) return first;
  return typeof args[1] === "string" ? { host: args[1] } : {};
}

beforeEach(async () => {
  rig = await drawRig(fetchQuicknet);
  refused.length = 0;
  vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...args: unknown[]) {
    const { host, path } = placeOf(args);
    const isOwn = typeof path === "string" || host === undefined || ["localhost", "127.0.0.1", "::1"].includes(host);
    if (isOwn) return Reflect.apply(connect, this, args) as Socket;
    refused.push(host);
    throw new Error("no network here");
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rig.world.close();
});

test("a draw made with sockets blocked ends with a pasted signature, and its receipt verifies", async () => {
  await rig.opens();
  for (const name of ["ada", "ben", "cleo"]) await rig.enters(name);
  await rig.freezes();
  await rig.settles();
  expect(refused.length).toBeGreaterThan(0);
  expect(await rig.state()).toBe("frozen");
  await rig.world.member("ben").says(`开奖 ${knownSignature}`);
  expect(await rig.state()).toBe("settled");
  const before = refused.length;
  const made = await rig.receipt();
  expect(verifyReceipt(JSON.parse(JSON.stringify(made))).valid).toBe(true);
  expect(refused).toHaveLength(before);
});
