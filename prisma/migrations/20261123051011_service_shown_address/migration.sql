-- AlterTable
ALTER TABLE "faq_question" ADD COLUMN     "address" TEXT;

-- AlterTable
ALTER TABLE "ticket_turn" ADD COLUMN     "address" TEXT;


