declare const version: string

export = version
