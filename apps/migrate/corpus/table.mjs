// The packages from the npm registry that the tool is run over: originals with their own examples and tests, and real
// users. `examples` are the folders of an original's own examples and tests, which are made to require the package by its
// name. `uses` is the least number of uses that a scan must find, so that a scan that sees nothing fails.

export const corpus = [
  // Originals with examples or tests in their tarballs.
  { spec: 'websocket@1.0.2', from: 'websocket', examples: ['test', 'example'], uses: 60 },
  { spec: 'nodejs-websocket@0.1.6', from: 'nodejs-websocket', examples: ['test', 'samples'], uses: 20 },
  { spec: 'nodejs-websocket@1.0.0', from: 'nodejs-websocket', examples: ['test', 'samples'], uses: 20 },
  { spec: 'ws@0.3.9', from: 'ws1', examples: ['test', 'examples', 'bench'], uses: 100 },
  { spec: 'ws@0.4.20', from: 'ws1', examples: ['test', 'examples', 'bench'], uses: 100 },
  { spec: 'ws@8.18.0', from: 'ws', uses: 0 },
  // Users.
  { spec: 'web3-providers-ws@1.10.4', from: 'websocket', uses: 5 },
  { spec: 'signalr-client@0.0.20', from: 'websocket', uses: 5 },
  { spec: 'protoo-server@4.0.6', from: 'websocket', uses: 5 },
  { spec: 'websocket-polyfill@0.0.3', from: 'websocket', uses: 1 },
  { spec: 'engine.io@0.3.10', from: 'ws1', uses: 3 },
  { spec: 'engine.io@1.8.5', from: 'ws1', uses: 3 },
  { spec: 'engine.io-client@1.8.5', from: 'ws1', uses: 3 },
  { spec: 'engine.io@6.6.4', from: 'ws', uses: 3 },
  { spec: 'socket.io@4.8.1', from: 'ws', uses: 0 },
  { spec: 'mqtt@5.10.1', from: 'ws', uses: 2 },
  { spec: 'graphql-ws@5.16.0', from: 'ws', uses: 0 },
  { spec: 'subscriptions-transport-ws@0.11.0', from: 'ws', uses: 3 },
  { spec: 'express-ws@5.0.2', from: 'ws', uses: 3 },
  { spec: 'rpc-websockets@7.11.2', from: 'ws', uses: 3 },
  { spec: 'websocket-stream@5.5.2', from: 'ws', uses: 3 },
  { spec: 'webpack-dev-server@4.15.2', from: 'ws', uses: 3 },
  { spec: 'jsdom@16.7.0', from: 'ws', uses: 3 },
  { spec: 'puppeteer-core@10.4.0', from: 'ws', uses: 3 },
  { spec: 'primus@8.0.9', from: 'ws', uses: 1 },
  { spec: 'livereload@0.9.3', from: 'ws', uses: 3 },
  { spec: 'peer@0.6.1', from: 'ws', uses: 3 },
]
