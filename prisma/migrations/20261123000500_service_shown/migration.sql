-- AlterTable
ALTER TABLE "faq_question" ADD COLUMN     "media" TEXT;

-- AlterTable
ALTER TABLE "ticket_turn" ADD COLUMN     "chat_id" INTEGER,
ADD COLUMN     "media" TEXT,
ADD COLUMN     "message_id" TEXT;


