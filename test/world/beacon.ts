import type { FetchBeacon } from "../../src/features/draw/beacons.ts";

/** The one round of quicknet whose signature the tests know; it was due on 2023-08-23 at 23:59:24 in Shanghai. */
export const knownRound = 1000;
/** A draw that closes then names the known round. */
export const knownClose = "2023-08-23T23:54:22+08:00";
export const knownSignature =
  "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

/** drand as a test has it: it answers for the known round, or there is no network. */
export const fakeBeacon =
  (answers: boolean): FetchBeacon =>
  async (round) =>
    answers && round === knownRound ? knownSignature : null;
