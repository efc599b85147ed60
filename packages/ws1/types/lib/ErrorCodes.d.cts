declare const ErrorCodes: Readonly<Record<number, string>> & { isValidErrorCode(code: unknown): boolean }

export = ErrorCodes
