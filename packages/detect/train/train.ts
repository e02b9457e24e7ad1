/** `npm run detect:train`: learns the character model and the piece model from the repository's own texts. Same input, same weights. */
import { trainNgrams } from "./train-ngrams.ts";

trainNgrams();
const { trainPieces } = await import("./train-pieces.ts");
trainPieces();
