import { z } from "zod";
import { greetings } from "./text.ts";

const greeting = z.string().trim().min(1).max(1000);

/** What operators may change about welcomes. */
export const settings = z.object({
  /** say what it does and sees when added to a group */
  introduce: z.boolean().default(true),
  /** greet newcomers */
  greet: z.boolean().default(true),
  /** the greeting in Chinese; {names} = who came, {chat} = the group's name */
  greetingZh: greeting.default(greetings.zh),
  /** the greeting in English, likewise */
  greetingEn: greeting.default(greetings.en),
});

/** The feature as its settings know it, for its own files. */
export const welcomeSettings = { name: "welcome", settings };
