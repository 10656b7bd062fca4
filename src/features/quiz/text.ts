import { draftText } from "./text-drafts.ts";
import { importText } from "./text-import.ts";
import { memberText } from "./text-members.ts";
import { operatorText } from "./text-operators.ts";
import { playText } from "./text-play.ts";
import { settingText } from "./text-settings.ts";

export const text = { ...playText, ...memberText, ...operatorText, ...importText, ...draftText, settings: settingText };
