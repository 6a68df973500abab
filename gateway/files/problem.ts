/** Why a file is not taken or given: status of HTTP, and the words that the body of the answer says. */
const problems = {
  badRight: ['403 Forbidden', 'the URL was not made by this server'],
  expired: ['403 Forbidden', 'the URL has expired: ask for a new one'],
  blocked: ['403 Forbidden', 'the file is blocked by an administrator'],
  absent: ['404 Not Found', 'there is no such file'],
  badMethod: ['405 Method Not Allowed', 'files are uploaded by PUT or multipart POST and read by GET or HEAD'],
  used: ['409 Conflict', 'a file was uploaded to this URL already: ask for a new one'],
  busy: ['409 Conflict', 'another upload to this URL is under way'],
  empty: ['400 Bad Request', 'the upload is empty'],
  badMultipart: ['400 Bad Request', 'the body is no multipart form with a file in it'],
  badRange: ['400 Bad Request', 'Content-Range must be bytes <first>-<last>/<total>, and the body as long as it says'],
  truncated: ['400 Bad Request', 'the body is shorter than announced'],
  tooLarge: ['413 Payload Too Large', 'the file is larger than is allowed for its kind'],
  wrongOffset: ['416 Range Not Satisfiable', 'go on where Upload-Offset says'],
  noRange: ['416 Range Not Satisfiable', 'the file is shorter'],
  overloaded: ['503 Service Unavailable', 'too many files are under way, try again'],
  failed: ['500 Internal Server Error', 'the file could not be stored or read, try again'],
} as const satisfies Readonly<Record<string, readonly [status: string, text: string]>>;

export class FileProblem extends Error {
  readonly status: string;

  constructor(
    readonly reason: keyof typeof problems,
    /** Headers that help the caller. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    const [status, text] = problems[reason];
    super(text);
    this.name = 'FileProblem';
    this.status = status;
  }
}
