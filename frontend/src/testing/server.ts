/** The network of the tests: nothing leaves them, and what no test has foreseen fails it. */

import { setupServer } from "msw/node";

export const server = setupServer();
