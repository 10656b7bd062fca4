/** Whether the longer proofs run too: `npm run test:long`. Without it, tests take a part of the data. */
export const long = process.env.HEARTH_TEST_LONG === "1";
