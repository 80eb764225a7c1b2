// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

import type { OpenApiDocument } from '@rollcall/provider-kit';

export const document: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "Mailbux Management API",
    "version": "guide-2026-11-20",
    "description": "Domains, mailboxes, aliases, forwarders and DKIM keys of one Mailbux tenant. Written by hand from the provider's\ndeveloper guide as it stood on 2026-11-20, which carries no version; the date stands for one.\n\nMailbux runs Stalwart (0.10 to 0.15) behind a front of its own. The guide shows the usual requests; what it leaves\nout is taken from Stalwart's management API and from a third party's public client of Mailbux.\n\nThe guide documents the statuses 401, 403, 404, 409 and 429 and no error bodies. Stalwart answers most errors of\nthis API with status 200 and `{\"error\": …}`. Here each error stands under the status that it means.\n\nExtensions:\n- `x-rollcall-source`: where a path, parameter, field or constraint comes from. `seed` is the provider's guide and\n  holds for everything not tagged otherwise, `public` another public source, `inferred` a conclusion of ours (the\n  description beside it says from what). A tag holds for what stands under it.\n- `x-rollcall-own-sources`: the sources that are the provider's own word; what stands on another one is unconfirmed.\n- `x-rollcall-effect`: `read`, `write`, or `destroy` for what cannot be undone at the provider.\n- `x-rollcall-acts`: which kinds of the inventory the operation works on, and what it does to them: `list`, `read`,\n  `create`, `update`, `delete`, `rotate` (another secret). What only has the provider look or try again is none.\n- `x-rollcall-confirm`: the field whose value callers repeat in `confirm`, which is not sent.\n- `x-rollcall-bucket`: the rate limit that a request counts against.\n- `x-rollcall-class`: `secret` or `opaque` for values that are never stored.\n- `x-rollcall-taken-out`: a field that Rollcall's client takes out of every answer: no caller sees it.\n- `x-rollcall-body`: `whole` for a body that is a list or an object; callers pass it under `body`.\n",
    "x-rollcall-source": "seed",
    "x-rollcall-own-sources": [
      "seed"
    ]
  },
  "servers": [
    {
      "url": "https://mail.mailbux.com"
    }
  ],
  "security": [
    {
      "bearer": []
    }
  ],
  "tags": [
    {
      "name": "principals"
    },
    {
      "name": "dkim"
    },
    {
      "name": "dns"
    },
    {
      "name": "forwarders"
    }
  ],
  "paths": {
    "/api/principal": {
      "get": {
        "operationId": "listPrincipals",
        "tags": [
          "principals"
        ],
        "summary": "The domains, mailboxes or lists of the tenant, by name.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "list",
          "inbox": "list",
          "alias": "list",
          "forwarder": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "name": "types",
            "in": "query",
            "required": true,
            "description": "One type; Stalwart takes several, separated by commas.",
            "schema": {
              "type": "string",
              "pattern": "^[a-zA-Z]+(,[a-zA-Z]+)*$",
              "examples": [
                "domain"
              ]
            }
          },
          {
            "name": "filter",
            "in": "query",
            "x-rollcall-source": "public",
            "description": "Words that the name, the description or an address must hold.",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "page",
            "in": "query",
            "x-rollcall-source": "public",
            "description": "From 1.",
            "schema": {
              "type": "integer",
              "minimum": 0
            }
          },
          {
            "name": "limit",
            "in": "query",
            "x-rollcall-source": "public",
            "description": "Items a page; 0 or none for all of them.",
            "schema": {
              "type": "integer",
              "minimum": 0
            }
          },
          {
            "name": "fields",
            "in": "query",
            "x-rollcall-source": "public",
            "description": "The fields to answer, separated by commas. Without it the passwords would come along, so Rollcall always\nsends it, and refuses to ask for `secrets`.\n",
            "schema": {
              "type": "string",
              "pattern": "^[a-zA-Z]+(,[a-zA-Z]+)*$"
            }
          },
          {
            "name": "count",
            "in": "query",
            "x-rollcall-source": "public",
            "description": "Answers the total and no items.",
            "schema": {
              "type": "boolean"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The principals and how many there are in all.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "type": "object",
                      "required": [
                        "items",
                        "total"
                      ],
                      "properties": {
                        "items": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/Principal"
                          }
                        },
                        "total": {
                          "type": "integer",
                          "minimum": 0,
                          "examples": [
                            2
                          ]
                        }
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      },
      "post": {
        "operationId": "createPrincipal",
        "tags": [
          "principals"
        ],
        "summary": "Adds a domain, a mailbox, or a list that is an alias or a forwarder.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "create",
          "inbox": "create",
          "alias": "create",
          "forwarder": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "name",
                  "type"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 320,
                    "description": "A domain name for a domain, an address for the others.",
                    "examples": [
                      "example.com"
                    ]
                  },
                  "type": {
                    "type": "string",
                    "enum": [
                      "domain",
                      "individual",
                      "list"
                    ],
                    "description": "A mailbox is an `individual`; an alias or a forwarder is a `list`."
                  },
                  "secrets": {
                    "type": "array",
                    "x-rollcall-class": "secret",
                    "description": "The password of a mailbox.",
                    "items": {
                      "type": "string",
                      "minLength": 1
                    }
                  },
                  "emails": {
                    "type": "array",
                    "description": "The first is the primary address; the others are aliases.",
                    "items": {
                      "$ref": "#/components/schemas/Address"
                    }
                  },
                  "description": {
                    "type": "string"
                  },
                  "members": {
                    "type": "array",
                    "description": "Where a list delivers to. The guide puts external addresses here as well.",
                    "items": {
                      "$ref": "#/components/schemas/Address"
                    }
                  },
                  "externalMembers": {
                    "type": "array",
                    "x-rollcall-source": "public",
                    "description": "Where Stalwart wants external addresses.",
                    "items": {
                      "$ref": "#/components/schemas/Address"
                    }
                  },
                  "quota": {
                    "type": "integer",
                    "minimum": 0,
                    "x-rollcall-source": "public",
                    "description": "Bytes; Mailbux is said to want 1 GB at least, or none stated."
                  },
                  "roles": {
                    "type": "array",
                    "x-rollcall-source": "public",
                    "items": {
                      "type": "string",
                      "examples": [
                        "user"
                      ]
                    }
                  },
                  "tenant": {
                    "type": "string",
                    "x-rollcall-source": "public"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Created. The guide does not show the answer.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "type": [
                        "integer",
                        "object",
                        "null"
                      ],
                      "x-rollcall-source": "public",
                      "description": "Stalwart answers a number, which it may give to another principal later."
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/api/principal/{name}": {
      "get": {
        "operationId": "getPrincipal",
        "tags": [
          "principals"
        ],
        "summary": "One principal by its name. Passwords are taken out of what is answered.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "read",
          "inbox": "read",
          "forwarder": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Name"
          }
        ],
        "responses": {
          "200": {
            "description": "The principal.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "$ref": "#/components/schemas/Principal"
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      },
      "patch": {
        "operationId": "updatePrincipal",
        "tags": [
          "principals"
        ],
        "summary": "Changes a password, a name, addresses, members or other settings.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "update",
          "inbox": [
            "update",
            "rotate"
          ],
          "alias": [
            "create",
            "update",
            "delete"
          ],
          "forwarder": "update"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Name"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "description": "A list of actions, as Stalwart takes it, or an object whose fields replace those of the principal, as\nthe guide shows. Rollcall sends the form that the connection's `patchDialect` names.\n",
                "x-rollcall-body": "whole",
                "oneOf": [
                  {
                    "type": "array",
                    "x-rollcall-source": "public",
                    "minItems": 1,
                    "items": {
                      "$ref": "#/components/schemas/Action"
                    }
                  },
                  {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": false,
                    "properties": {
                      "secrets": {
                        "type": "array",
                        "x-rollcall-class": "secret",
                        "description": "The new password, alone.",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": {
                          "type": "string",
                          "minLength": 1
                        }
                      },
                      "description": {
                        "type": "string"
                      },
                      "name": {
                        "$ref": "#/components/schemas/NewName"
                      },
                      "emails": {
                        "type": "array",
                        "x-rollcall-source": "inferred",
                        "description": "Among the \"other account settings\" of the guide.",
                        "items": {
                          "$ref": "#/components/schemas/Address"
                        }
                      },
                      "members": {
                        "type": "array",
                        "x-rollcall-source": "inferred",
                        "description": "Likewise.",
                        "items": {
                          "$ref": "#/components/schemas/Address"
                        }
                      },
                      "externalMembers": {
                        "type": "array",
                        "x-rollcall-source": "inferred",
                        "description": "Likewise.",
                        "items": {
                          "$ref": "#/components/schemas/Address"
                        }
                      },
                      "quota": {
                        "type": "integer",
                        "minimum": 0,
                        "x-rollcall-source": "inferred",
                        "description": "Likewise."
                      }
                    }
                  }
                ]
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Changed. The guide does not show the answer.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Done"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      },
      "delete": {
        "operationId": "deletePrincipal",
        "tags": [
          "principals"
        ],
        "summary": "Deletes a domain, mailbox, alias or forwarder. A domain takes all that is under it along.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "name",
        "x-rollcall-acts": {
          "domain": "delete",
          "inbox": "delete",
          "alias": "delete",
          "forwarder": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Name"
          },
          {
            "name": "cascade",
            "in": "query",
            "x-rollcall-source": "inferred",
            "description": "Rollcall's own, never sent: without it a domain that has mailboxes, aliases or forwarders is not deleted,\nand the error says what would go with it. Inferred from the guide's warning that this cannot be undone.\n",
            "schema": {
              "type": "boolean",
              "default": false
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Deleted. The guide does not show the answer.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Done"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/api/dkim": {
      "post": {
        "operationId": "createDkim",
        "tags": [
          "dkim"
        ],
        "summary": "Makes a DKIM key for a domain and signs with it.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "dkim": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "algorithm",
                  "domain"
                ],
                "properties": {
                  "id": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "description": "The name of the signature; the guide gives it the domain's.",
                    "examples": [
                      "example.com"
                    ]
                  },
                  "algorithm": {
                    "type": "string",
                    "enum": [
                      "Ed25519",
                      "Rsa",
                      "ed25519-sha256",
                      "rsa-sha256"
                    ],
                    "description": "`ed25519-sha256` is the guide's word, `Ed25519` and `Rsa` are Stalwart's, and `rsa-sha256` is\ninferred from both. Rollcall sends the one that the connection's `dkimAlgorithms` names, and the\nother when that is refused.\n",
                    "x-rollcall-source": "public"
                  },
                  "domain": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 254,
                    "examples": [
                      "example.com"
                    ]
                  },
                  "selector": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "description": "Where in the domain the public key is to be published.",
                    "examples": [
                      "mailbux"
                    ]
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Made. The guide does not show the answer.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Done"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/api/dkim/{id}": {
      "get": {
        "operationId": "getDkimPublicKey",
        "tags": [
          "dkim"
        ],
        "summary": "The public key of a DKIM signature.",
        "x-rollcall-source": "public",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "dkim": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "name": "id",
            "in": "path",
            "required": true,
            "description": "The name of the signature.",
            "schema": {
              "type": "string",
              "examples": [
                "example.com"
              ]
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The key.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "type": "string",
                      "description": "Base64."
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/api/dns/{domain}": {
      "get": {
        "operationId": "listDnsRecords",
        "tags": [
          "dns"
        ],
        "summary": "All records that a domain needs, by the path of the guide.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "dns_expectation": "list",
          "dkim": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "description": "Every required record, those of DKIM keys among them.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/DnsRecord"
                      }
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/api/dns/records/{domain}": {
      "get": {
        "operationId": "listDnsRecordsOfStalwart",
        "tags": [
          "dns"
        ],
        "summary": "All records that a domain needs, by the path of Stalwart.",
        "x-rollcall-source": "public",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "dns_expectation": "list",
          "dkim": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/Domain"
          }
        ],
        "responses": {
          "200": {
            "description": "Every required record, those of DKIM keys among them.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/DnsRecord"
                      }
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/api/forwarders": {
      "get": {
        "operationId": "listForwarders",
        "tags": [
          "forwarders"
        ],
        "summary": "The forwarders of a domain that Mailbux keeps beside its lists.",
        "x-rollcall-source": "public",
        "description": "Known from a third party's client only, which guesses the names of the fields itself.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "forwarder": "list"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "name": "domain",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string",
              "examples": [
                "example.com"
              ]
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The forwarders.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "forwarders"
                  ],
                  "properties": {
                    "forwarders": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Forwarder"
                      }
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      },
      "post": {
        "operationId": "createForwarder",
        "tags": [
          "forwarders"
        ],
        "summary": "Makes a forwarder beside the lists.",
        "x-rollcall-source": "public",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "forwarder": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "fromEmail",
                  "to"
                ],
                "properties": {
                  "fromEmail": {
                    "$ref": "#/components/schemas/Address"
                  },
                  "to": {
                    "$ref": "#/components/schemas/Address"
                  },
                  "keepLocal": {
                    "type": "boolean"
                  },
                  "description": {
                    "type": "string"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Made; its id stands beside `success` or in `forwarder`.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "success": {
                      "type": "boolean"
                    },
                    "id": {
                      "$ref": "#/components/schemas/ForwarderId"
                    },
                    "forwarder": {
                      "type": "object",
                      "properties": {
                        "id": {
                          "$ref": "#/components/schemas/ForwarderId"
                        }
                      }
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/api/forwarders/{id}": {
      "delete": {
        "operationId": "deleteForwarder",
        "tags": [
          "forwarders"
        ],
        "summary": "Deletes such a forwarder.",
        "x-rollcall-source": "public",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "id",
        "x-rollcall-acts": {
          "forwarder": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "examples": [
                "1"
              ]
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Deleted; any answer with such a status will do.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "success": {
                      "type": "boolean"
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of Settings, API Connection. It acts as the administrator of one tenant."
      }
    },
    "parameters": {
      "Name": {
        "name": "name",
        "in": "path",
        "required": true,
        "description": "The principal's name. Stalwart takes a `+` in a path for a space and knows lower case only, so Rollcall encodes\nit and lower-cases it. Numeric ids are not accepted.\n",
        "schema": {
          "type": "string",
          "minLength": 1,
          "maxLength": 320,
          "examples": [
            "agent@example.com"
          ]
        }
      },
      "Domain": {
        "name": "domain",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "minLength": 1,
          "maxLength": 254,
          "examples": [
            "example.com"
          ]
        }
      }
    },
    "schemas": {
      "Principal": {
        "type": "object",
        "description": "The guide shows `name` and `type`; Stalwart answers the whole principal. It has no timestamps.",
        "required": [
          "name",
          "type"
        ],
        "properties": {
          "name": {
            "type": "string",
            "examples": [
              "agent@example.com"
            ]
          },
          "type": {
            "type": "string",
            "description": "An open vocabulary; the guide shows these three.",
            "examples": [
              "domain",
              "individual",
              "list"
            ]
          },
          "id": {
            "type": "integer",
            "x-rollcall-source": "public",
            "description": "Given to another principal after a deletion, up to Stalwart 0.11; no identity."
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "emails": {
            "$ref": "#/components/schemas/OneOrMany",
            "x-rollcall-source": "public",
            "description": "The first is the primary address."
          },
          "secrets": {
            "$ref": "#/components/schemas/OneOrMany",
            "x-rollcall-source": "public",
            "x-rollcall-class": "secret",
            "x-rollcall-taken-out": true,
            "description": "Passwords as they were given, in plain text too. Never asked for, and taken out if they come."
          },
          "quota": {
            "type": [
              "integer",
              "null"
            ],
            "x-rollcall-source": "public",
            "description": "Bytes; none or 0 for no limit."
          },
          "usedQuota": {
            "type": [
              "integer",
              "null"
            ],
            "x-rollcall-source": "public",
            "description": "Bytes; left out when there are none."
          },
          "roles": {
            "$ref": "#/components/schemas/OneOrMany",
            "x-rollcall-source": "public"
          },
          "memberOf": {
            "$ref": "#/components/schemas/OneOrMany",
            "x-rollcall-source": "public"
          },
          "lists": {
            "$ref": "#/components/schemas/OneOrMany",
            "x-rollcall-source": "public"
          },
          "members": {
            "type": [
              "string",
              "array",
              "integer",
              "null"
            ],
            "x-rollcall-source": "public",
            "description": "The targets of a list; of a domain their number.",
            "items": {
              "type": "string"
            }
          },
          "externalMembers": {
            "$ref": "#/components/schemas/OneOrMany",
            "x-rollcall-source": "public"
          },
          "tenant": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "public"
          },
          "locale": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "public"
          }
        }
      },
      "OneOrMany": {
        "type": [
          "string",
          "array",
          "null"
        ],
        "description": "Up to Stalwart 0.11 a single value is plain text.",
        "items": {
          "type": "string"
        }
      },
      "Address": {
        "type": "string",
        "minLength": 1,
        "maxLength": 320,
        "examples": [
          "agent@example.com"
        ]
      },
      "NewName": {
        "type": "string",
        "minLength": 1,
        "maxLength": 320,
        "x-rollcall-source": "inferred",
        "description": "Renames; inferred from Stalwart's action of that name."
      },
      "Action": {
        "type": "object",
        "x-rollcall-source": "public",
        "required": [
          "action",
          "field",
          "value"
        ],
        "additionalProperties": false,
        "properties": {
          "action": {
            "type": "string",
            "enum": [
              "set",
              "addItem",
              "removeItem"
            ]
          },
          "field": {
            "type": "string",
            "enum": [
              "description",
              "name",
              "secrets",
              "emails",
              "members",
              "externalMembers",
              "quota",
              "roles",
              "memberOf",
              "lists",
              "locale"
            ]
          },
          "value": {
            "description": "Withheld wherever it is stored, since it may be a password.",
            "x-rollcall-class": "secret",
            "oneOf": [
              {
                "type": "string"
              },
              {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              {
                "type": "integer"
              }
            ]
          }
        }
      },
      "DnsRecord": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "Inferred from the guide's loop over the answer; the fields are Stalwart's. There is no id and no TTL.",
        "required": [
          "type",
          "name",
          "content"
        ],
        "properties": {
          "type": {
            "type": "string",
            "examples": [
              "MX"
            ]
          },
          "name": {
            "type": "string",
            "description": "With a root dot.",
            "examples": [
              "example.com."
            ]
          },
          "content": {
            "type": "string",
            "description": "A priority stands before the host.",
            "examples": [
              "10 mail.mailbux.com."
            ]
          }
        }
      },
      "Forwarder": {
        "type": "object",
        "required": [
          "id"
        ],
        "x-rollcall-source": "public",
        "properties": {
          "id": {
            "$ref": "#/components/schemas/ForwarderId"
          },
          "source": {
            "type": [
              "string",
              "null"
            ]
          },
          "from_email": {
            "type": [
              "string",
              "null"
            ]
          },
          "fromEmail": {
            "type": [
              "string",
              "null"
            ]
          },
          "destination": {
            "type": [
              "string",
              "null"
            ]
          },
          "to": {
            "type": [
              "string",
              "null"
            ]
          },
          "keep_copy": {
            "type": [
              "boolean",
              "null"
            ]
          },
          "keepLocal": {
            "type": [
              "boolean",
              "null"
            ]
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "ForwarderId": {
        "type": [
          "string",
          "integer"
        ],
        "x-rollcall-source": "public"
      },
      "Done": {
        "type": "object",
        "required": [
          "data"
        ],
        "x-rollcall-source": "public",
        "properties": {
          "data": {
            "type": [
              "object",
              "integer",
              "boolean",
              "null"
            ]
          }
        }
      },
      "Failure": {
        "oneOf": [
          {
            "$ref": "#/components/schemas/ManagementError"
          },
          {
            "$ref": "#/components/schemas/Problem"
          },
          {
            "$ref": "#/components/schemas/Message"
          }
        ]
      },
      "ManagementError": {
        "type": "object",
        "x-rollcall-source": "public",
        "description": "Stalwart's own; it sends them with status 200.",
        "required": [
          "error"
        ],
        "properties": {
          "error": {
            "type": "string",
            "enum": [
              "fieldAlreadyExists",
              "fieldMissing",
              "notFound",
              "unsupported",
              "assertFailed",
              "other"
            ]
          },
          "field": {
            "type": "string"
          },
          "value": {
            "type": "string",
            "x-rollcall-class": "secret",
            "description": "What exists already. Of a DKIM signature it is the private key."
          },
          "item": {
            "type": "string"
          },
          "details": {
            "type": "string"
          },
          "reason": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "Problem": {
        "type": "object",
        "x-rollcall-source": "public",
        "description": "RFC 9457, as Stalwart sends it for whatever is not about a principal.",
        "required": [
          "type",
          "status"
        ],
        "properties": {
          "type": {
            "type": "string",
            "examples": [
              "about:blank",
              "urn:ietf:params:jmap:error:limit"
            ]
          },
          "status": {
            "type": "integer"
          },
          "title": {
            "type": "string"
          },
          "detail": {
            "type": "string"
          },
          "limit": {
            "type": "string",
            "examples": [
              "maxConcurrentRequests"
            ]
          }
        }
      },
      "Message": {
        "type": "object",
        "x-rollcall-source": "inferred",
        "description": "Inferred from the front, which looks like Laravel.",
        "required": [
          "message"
        ],
        "properties": {
          "message": {
            "type": "string"
          }
        }
      }
    },
    "responses": {
      "Rejected": {
        "description": "The body or a parameter is not what the endpoint takes, or too many requests came at once.",
        "x-rollcall-source": "public",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Failure"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "The token is invalid or has expired.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Failure"
            }
          }
        }
      },
      "Forbidden": {
        "description": "The token is another tenant's, lacks a permission, or the tenant's quota is used up.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Failure"
            }
          }
        }
      },
      "NotFound": {
        "description": "There is no such resource; from Stalwart itself, no such endpoint.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Failure"
            }
          }
        }
      },
      "Conflict": {
        "description": "It exists already.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Failure"
            }
          }
        }
      },
      "RateLimited": {
        "description": "Too many requests; Stalwart's default is 1,000 a minute, and no Retry-After is sent.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Failure"
            }
          }
        }
      },
      "InternalError": {
        "description": "The provider failed; whether the request took effect is not known.",
        "x-rollcall-source": "public",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Failure"
            }
          }
        }
      }
    }
  }
};
