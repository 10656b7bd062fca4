/** Telegram's limits, in UTF-16 code units after entities are parsed (Bot API, sendMessage and sendPhoto). */
export const textLimit = 4096;
export const captionLimit = 1024;
export const noticeLimit = 200;
