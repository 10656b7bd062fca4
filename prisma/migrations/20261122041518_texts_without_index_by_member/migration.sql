-- DropIndex
DROP INDEX "message_text_community_id_member_id_idx";



-- room for the versions of a day that is counted again and again: its indexes need no new entry then
ALTER TABLE "member_day" SET (fillfactor = 80);
ALTER TABLE "chat_hour" SET (fillfactor = 80);
ALTER TABLE "lane" SET (fillfactor = 50);
