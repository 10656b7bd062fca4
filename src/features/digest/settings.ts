import { z } from "zod";

const address = "[^@\\s,;，；]+@[^@\\s,;，；]+";

/** What operators may change about the digest. */
export const settings = z.object({
  /** addresses that get the weekly page by mail, where mail is configured */
  mailTo: z
    .string()
    .trim()
    .max(500)
    .regex(new RegExp(`^$|^${address}(?:[,;，；\\s]+${address})*$`, "u"))
    .default(""),
  /** a configured language model may read the kept talk of a week for its topics, and word its story */
  model: z.boolean().default(false),
});

/** The feature as its settings know it, for its own files. */
export const digestSettings = { name: "digest", settings };
