import { playChapter } from './chapter.ts';
import { signedHttp } from './chapters/signed-http.ts';

playChapter(signedHttp);
