// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

import type { OpenApiDocument } from '@rollcall/provider-kit';

export const document: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "adbtd HTTP API",
    "version": "v1-2026-05-03",
    "description": "Domains, dedicated IPs and mailboxes of one adbtd workspace. Written by hand from the provider's API page as it\nstood on 2026-11-20; the version is the API's and the date of its newest changelog entry.\n\nThe provider's page holds one table of error codes for all endpoints. The statuses listed under an operation are\nthe ones that its own description, or the meaning of the code, lets expect.\n\nExtensions:\n- `x-rollcall-source`: where a path, parameter, field or constraint comes from. `seed` is the provider's API page\n  and holds for everything not tagged otherwise, `public` another public page, `inferred` a conclusion of ours\n  (the description beside it says from what).\n- `x-rollcall-own-sources`: the sources that are the provider's own word; what stands on another one is unconfirmed.\n- `x-rollcall-effect`: `read`, `write`, or `destroy` for what cannot be undone at the provider.\n- `x-rollcall-acts`: which kinds of the inventory the operation works on, and what it does to them: `list`, `read`,\n  `create`, `update`, `delete`, `rotate` (another secret). What only has the provider look or try again is none.\n- `x-rollcall-write-when`: inputs that turn a read into a write.\n- `x-rollcall-confirm`: the field whose value callers repeat in `confirm`, which is not sent.\n- `x-rollcall-bucket`: the rate limit that a request counts against.\n- `x-rollcall-reveals`: why the whole answer is secret, where no class of a field says so.\n- `x-rollcall-class`: `secret` or `opaque` for values that are never stored.\n",
    "x-rollcall-source": "seed",
    "x-rollcall-own-sources": [
      "seed"
    ]
  },
  "servers": [
    {
      "url": "https://adbtd.com/api/v1"
    }
  ],
  "security": [
    {
      "bearer": []
    }
  ],
  "tags": [
    {
      "name": "workspace"
    },
    {
      "name": "domains"
    },
    {
      "name": "ips"
    },
    {
      "name": "mailboxes"
    },
    {
      "name": "messages"
    }
  ],
  "paths": {
    "/me": {
      "get": {
        "operationId": "getWorkspace",
        "tags": [
          "workspace"
        ],
        "summary": "The workspace that the API key opens.",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The workspace and the key's own name.",
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
                        "workspace",
                        "apiKey"
                      ],
                      "properties": {
                        "workspace": {
                          "$ref": "#/components/schemas/Workspace"
                        },
                        "apiKey": {
                          "$ref": "#/components/schemas/ApiKeyName"
                        }
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
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      }
    },
    "/domains": {
      "get": {
        "operationId": "listDomains",
        "tags": [
          "domains"
        ],
        "summary": "All domains of the workspace, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "domain": "list"
        },
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "Every domain, with one flag per DNS record type.",
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
                        "$ref": "#/components/schemas/Domain"
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
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      },
      "post": {
        "operationId": "addDomain",
        "tags": [
          "domains"
        ],
        "summary": "Orders a domain for the workspace. Needs at least one dedicated IP.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "domain": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "description": "A field that is not listed here is answered with status 400.",
                "additionalProperties": false,
                "required": [
                  "name"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "format": "hostname",
                    "description": "A fully qualified domain name. One with letters beyond ASCII is sent in its ASCII form.",
                    "pattern": "^[^.]+(\\.[^.]+)+$",
                    "examples": [
                      "acme.com"
                    ]
                  },
                  "mode": {
                    "type": "string",
                    "enum": [
                      "byo",
                      "buy"
                    ],
                    "default": "byo",
                    "description": "Bring your own domain, or buy it."
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The order. It has no endpoint of its own; it is done when the domain stands in the list.",
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
                        "orderId",
                        "status",
                        "domain"
                      ],
                      "properties": {
                        "orderId": {
                          "$ref": "#/components/schemas/OrderId"
                        },
                        "status": {
                          "$ref": "#/components/schemas/OrderStatus"
                        },
                        "domain": {
                          "type": "string",
                          "examples": [
                            "acme.com"
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
            "$ref": "#/components/responses/ValidationError"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "402": {
            "$ref": "#/components/responses/PaymentRequired"
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
    "/domains/{id}": {
      "delete": {
        "operationId": "deleteDomain",
        "tags": [
          "domains"
        ],
        "summary": "Deletes a domain and every mailbox under it, for good.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "id",
        "x-rollcall-acts": {
          "domain": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/DomainId"
          }
        ],
        "responses": {
          "200": {
            "description": "How many mailboxes went with the domain.",
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
                        "deletedMailboxes"
                      ],
                      "properties": {
                        "deletedMailboxes": {
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
          "401": {
            "$ref": "#/components/responses/Unauthorized"
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
    "/ips": {
      "get": {
        "operationId": "listIps",
        "tags": [
          "ips"
        ],
        "summary": "All dedicated IPs of the workspace, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "host": "list"
        },
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "Every dedicated IP assigned to the workspace.",
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
                        "$ref": "#/components/schemas/Ip"
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
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      },
      "post": {
        "operationId": "orderIps",
        "tags": [
          "ips"
        ],
        "summary": "Orders more dedicated IPs. Needs at least one domain.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "host": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "count"
                ],
                "properties": {
                  "count": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 10
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The order. It has no endpoint of its own; it is done when the list has grown by this many.",
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
                        "orderId",
                        "status",
                        "ips"
                      ],
                      "properties": {
                        "orderId": {
                          "$ref": "#/components/schemas/OrderId"
                        },
                        "status": {
                          "$ref": "#/components/schemas/OrderStatus"
                        },
                        "ips": {
                          "type": "integer",
                          "minimum": 1,
                          "examples": [
                            1
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
            "$ref": "#/components/responses/ValidationError"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "402": {
            "$ref": "#/components/responses/PaymentRequired"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/InventoryUnavailable"
          }
        }
      }
    },
    "/ips/{id}": {
      "delete": {
        "operationId": "releaseIp",
        "tags": [
          "ips"
        ],
        "summary": "Releases a dedicated IP. Refused while active mailboxes would be left without one.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "id",
        "x-rollcall-acts": {
          "host": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/IpId"
          }
        ],
        "responses": {
          "200": {
            "description": "The released address; another workspace gets it after a cooldown.",
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
                        "released",
                        "cancelledSubscription"
                      ],
                      "properties": {
                        "released": {
                          "type": "string",
                          "examples": [
                            "203.0.113.7"
                          ]
                        },
                        "cancelledSubscription": {
                          "type": "boolean",
                          "examples": [
                            false
                          ]
                        }
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
    "/mailboxes": {
      "get": {
        "operationId": "listMailboxes",
        "tags": [
          "mailboxes"
        ],
        "summary": "All mailboxes of the workspace, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "list"
        },
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "Every mailbox, with the hosts and ports that a mail client connects to.",
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
                        "$ref": "#/components/schemas/Mailbox"
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
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          }
        }
      },
      "post": {
        "operationId": "createMailboxes",
        "tags": [
          "mailboxes"
        ],
        "summary": "Orders mailboxes. The domain of each must already stand in the workspace.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbox": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "emails"
                ],
                "properties": {
                  "emails": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                      "type": "string",
                      "format": "email",
                      "x-rollcall-source": "inferred",
                      "description": "An e-mail address; inferred, since the domain is taken from it."
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The order. It has no endpoint of its own; it is done when the mailboxes stand in the list.",
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
                        "orderId",
                        "status",
                        "emails"
                      ],
                      "properties": {
                        "orderId": {
                          "$ref": "#/components/schemas/OrderId"
                        },
                        "status": {
                          "$ref": "#/components/schemas/OrderStatus"
                        },
                        "emails": {
                          "type": "array",
                          "items": {
                            "type": "string"
                          },
                          "examples": [
                            [
                              "alice@acme.com"
                            ]
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
            "$ref": "#/components/responses/ValidationError"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "402": {
            "$ref": "#/components/responses/PaymentRequired"
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
    "/mailboxes/{id}": {
      "get": {
        "operationId": "getMailbox",
        "tags": [
          "mailboxes"
        ],
        "summary": "One mailbox. Its password is shown in the dashboard only.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/MailboxId"
          }
        ],
        "responses": {
          "200": {
            "description": "The mailbox.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "$ref": "#/components/schemas/Mailbox"
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
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
      "delete": {
        "operationId": "deleteMailbox",
        "tags": [
          "mailboxes"
        ],
        "summary": "Deletes a mailbox for good.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-confirm": "id",
        "x-rollcall-acts": {
          "inbox": "delete"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/MailboxId"
          }
        ],
        "responses": {
          "200": {
            "description": "The address that was deleted.",
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
                        "deleted"
                      ],
                      "properties": {
                        "deleted": {
                          "type": "string",
                          "examples": [
                            "alice@acme.com"
                          ]
                        }
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
    "/mailboxes/{id}/send": {
      "post": {
        "operationId": "sendMessage",
        "tags": [
          "messages"
        ],
        "summary": "Sends a message from a mailbox through its SMTP server.",
        "x-rollcall-effect": "write",
        "x-rollcall-bucket": "send",
        "parameters": [
          {
            "$ref": "#/components/parameters/MailboxId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "to",
                  "subject"
                ],
                "anyOf": [
                  {
                    "required": [
                      "text"
                    ]
                  },
                  {
                    "required": [
                      "html"
                    ]
                  }
                ],
                "properties": {
                  "to": {
                    "oneOf": [
                      {
                        "type": "string",
                        "minLength": 1
                      },
                      {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                          "type": "string",
                          "minLength": 1
                        }
                      }
                    ]
                  },
                  "cc": {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "minLength": 1
                    }
                  },
                  "bcc": {
                    "type": "array",
                    "items": {
                      "type": "string",
                      "minLength": 1
                    }
                  },
                  "subject": {
                    "type": "string"
                  },
                  "text": {
                    "type": "string",
                    "x-rollcall-class": "opaque"
                  },
                  "html": {
                    "type": "string",
                    "x-rollcall-class": "opaque"
                  },
                  "fromName": {
                    "type": "string",
                    "description": "The name shown beside the mailbox's own address."
                  },
                  "replyTo": {
                    "type": "string",
                    "minLength": 1
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "What the SMTP server answered.",
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
                        "messageId",
                        "accepted",
                        "rejected",
                        "response"
                      ],
                      "properties": {
                        "messageId": {
                          "type": "string",
                          "examples": [
                            "<1@acme.com>"
                          ]
                        },
                        "accepted": {
                          "type": "array",
                          "items": {
                            "type": "string"
                          }
                        },
                        "rejected": {
                          "type": "array",
                          "items": {
                            "type": "string"
                          }
                        },
                        "response": {
                          "type": "string",
                          "examples": [
                            "250 2.0.0 Ok: queued"
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
            "$ref": "#/components/responses/ValidationError"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "502": {
            "$ref": "#/components/responses/SmtpError"
          }
        }
      }
    },
    "/mailboxes/{id}/messages": {
      "get": {
        "operationId": "listMessages",
        "tags": [
          "messages"
        ],
        "summary": "Recent messages of one IMAP folder, newest first.",
        "x-rollcall-effect": "read",
        "x-rollcall-reveals": "Mail brings one-time codes and links that open an account.",
        "x-rollcall-bucket": "fetch",
        "parameters": [
          {
            "$ref": "#/components/parameters/MailboxId"
          },
          {
            "$ref": "#/components/parameters/Folder"
          },
          {
            "name": "limit",
            "in": "query",
            "description": "How many messages to answer.",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 100,
              "default": 25
            }
          },
          {
            "name": "before",
            "in": "query",
            "description": "Only messages with a UID below this one; `nextBefore` of the answer before.",
            "schema": {
              "$ref": "#/components/schemas/Uid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A page of messages without their bodies.",
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
                        "folder",
                        "total",
                        "messages"
                      ],
                      "properties": {
                        "folder": {
                          "type": "string",
                          "examples": [
                            "INBOX"
                          ]
                        },
                        "total": {
                          "type": "integer",
                          "minimum": 0,
                          "examples": [
                            142
                          ]
                        },
                        "messages": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/MessageSummary"
                          }
                        },
                        "nextBefore": {
                          "type": [
                            "integer",
                            "null"
                          ],
                          "x-rollcall-source": "inferred",
                          "description": "Null or absent on the last page; the provider's page shows a page that is not the last.",
                          "examples": [
                            117
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
            "$ref": "#/components/responses/ValidationError"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "502": {
            "$ref": "#/components/responses/ImapError"
          }
        }
      }
    },
    "/mailboxes/{id}/messages/{uid}": {
      "get": {
        "operationId": "getMessage",
        "tags": [
          "messages"
        ],
        "summary": "One message with its bodies; attachments by their description only.",
        "x-rollcall-effect": "read",
        "x-rollcall-reveals": "Mail brings one-time codes and links that open an account.",
        "x-rollcall-write-when": {
          "markSeen": [
            "1"
          ]
        },
        "x-rollcall-bucket": "fetch",
        "parameters": [
          {
            "$ref": "#/components/parameters/MailboxId"
          },
          {
            "name": "uid",
            "in": "path",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/Uid"
            }
          },
          {
            "$ref": "#/components/parameters/Folder"
          },
          {
            "name": "markSeen",
            "in": "query",
            "description": "With \"1\" the message is marked as read while it is fetched.",
            "schema": {
              "type": "string",
              "enum": [
                "0",
                "1"
              ]
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The message.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "$ref": "#/components/schemas/Message"
                    }
                  }
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/ValidationError"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "502": {
            "$ref": "#/components/responses/ImapError"
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
        "description": "An API key of the workspace, `adbtd_live_` and a random rest. It may do everything in the workspace."
      }
    },
    "parameters": {
      "DomainId": {
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "examples": [
            "dom_1"
          ]
        }
      },
      "IpId": {
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "examples": [
            "ip_1"
          ]
        }
      },
      "MailboxId": {
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "examples": [
            "mb_1"
          ]
        }
      },
      "Folder": {
        "name": "folder",
        "in": "query",
        "description": "The IMAP folder.",
        "schema": {
          "type": "string",
          "default": "INBOX"
        }
      }
    },
    "schemas": {
      "Workspace": {
        "type": "object",
        "required": [
          "id",
          "slug",
          "name",
          "currency"
        ],
        "properties": {
          "id": {
            "type": "string",
            "examples": [
              "ws_1"
            ]
          },
          "slug": {
            "type": "string",
            "examples": [
              "acme"
            ]
          },
          "name": {
            "type": "string",
            "examples": [
              "Acme"
            ]
          },
          "currency": {
            "type": "string",
            "description": "A currency code; an older revision of the provider's page writes it in upper case.",
            "examples": [
              "usd"
            ]
          }
        }
      },
      "ApiKeyName": {
        "type": "object",
        "required": [
          "id",
          "name"
        ],
        "properties": {
          "id": {
            "type": "string",
            "examples": [
              "key_1"
            ]
          },
          "name": {
            "type": "string",
            "examples": [
              "ci/cd"
            ]
          }
        }
      },
      "Domain": {
        "type": "object",
        "required": [
          "id",
          "name",
          "mode",
          "status",
          "spfOk",
          "dkimOk",
          "dmarcOk",
          "mxOk",
          "dkimSelector",
          "createdAt",
          "lastVerifiedAt"
        ],
        "properties": {
          "id": {
            "type": "string",
            "examples": [
              "dom_1"
            ]
          },
          "name": {
            "type": "string",
            "examples": [
              "acme.com"
            ]
          },
          "mode": {
            "type": "string",
            "description": "`byo` or `buy`.",
            "examples": [
              "byo"
            ]
          },
          "status": {
            "type": "string",
            "description": "An open vocabulary; the provider's page shows one value of it.",
            "examples": [
              "verified"
            ]
          },
          "spfOk": {
            "type": "boolean"
          },
          "dkimOk": {
            "type": "boolean"
          },
          "dmarcOk": {
            "type": "boolean"
          },
          "mxOk": {
            "type": "boolean"
          },
          "dkimSelector": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for a domain that has not been provisioned yet.",
            "examples": [
              "adbtd-2026"
            ]
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "lastVerifiedAt": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for a domain that was never verified.",
            "examples": [
              "2026-05-03T09:21:14.221Z"
            ]
          }
        }
      },
      "Ip": {
        "type": "object",
        "required": [
          "id",
          "address",
          "status",
          "allocatedAt",
          "lastReputationAt",
          "reputationFlags"
        ],
        "properties": {
          "id": {
            "type": "string",
            "examples": [
              "ip_1"
            ]
          },
          "address": {
            "type": "string",
            "examples": [
              "203.0.113.7"
            ]
          },
          "status": {
            "type": "string",
            "description": "An open vocabulary; the provider's page shows one value of it.",
            "examples": [
              "assigned"
            ]
          },
          "allocatedAt": {
            "$ref": "#/components/schemas/Timestamp"
          },
          "lastReputationAt": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for an address whose reputation was never checked.",
            "examples": [
              "2026-05-02T00:00:00.000Z"
            ]
          },
          "reputationFlags": {
            "description": "Null where there is nothing to report. What it holds otherwise is not described, so any JSON is taken."
          }
        }
      },
      "Mailbox": {
        "type": "object",
        "required": [
          "id",
          "email",
          "smtpHost",
          "imapHost",
          "submissionPort",
          "imapPort",
          "status",
          "createdAt"
        ],
        "properties": {
          "id": {
            "type": "string",
            "examples": [
              "mb_1"
            ]
          },
          "email": {
            "type": "string",
            "examples": [
              "alice@acme.com"
            ]
          },
          "smtpHost": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for a mailbox that has no address to send from yet.",
            "examples": [
              "203.0.113.7"
            ]
          },
          "imapHost": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "inferred",
            "description": "Null is inferred, as for `smtpHost`.",
            "examples": [
              "203.0.113.7"
            ]
          },
          "submissionPort": {
            "type": "integer",
            "examples": [
              587
            ]
          },
          "imapPort": {
            "type": "integer",
            "examples": [
              993
            ]
          },
          "status": {
            "type": "string",
            "description": "An open vocabulary; the provider's page shows one value of it.",
            "examples": [
              "active"
            ]
          },
          "createdAt": {
            "$ref": "#/components/schemas/Timestamp"
          }
        }
      },
      "MessageSummary": {
        "type": "object",
        "required": [
          "uid",
          "messageId",
          "subject",
          "from",
          "to",
          "cc",
          "date",
          "flags",
          "size",
          "seen"
        ],
        "properties": {
          "uid": {
            "$ref": "#/components/schemas/Uid"
          },
          "messageId": {
            "$ref": "#/components/schemas/HeaderText"
          },
          "subject": {
            "$ref": "#/components/schemas/HeaderText"
          },
          "from": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "to": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "cc": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "date": {
            "$ref": "#/components/schemas/HeaderDate"
          },
          "flags": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "size": {
            "type": "integer",
            "minimum": 0,
            "examples": [
              4821
            ]
          },
          "seen": {
            "type": "boolean"
          }
        }
      },
      "Message": {
        "type": "object",
        "description": "Unlike in the list, `from`, `to` and `cc` are one string here, or null.",
        "required": [
          "uid",
          "messageId",
          "subject",
          "from",
          "to",
          "cc",
          "date",
          "text",
          "html",
          "attachments",
          "flags",
          "seen"
        ],
        "properties": {
          "uid": {
            "$ref": "#/components/schemas/Uid"
          },
          "messageId": {
            "$ref": "#/components/schemas/HeaderText"
          },
          "subject": {
            "$ref": "#/components/schemas/HeaderText"
          },
          "from": {
            "$ref": "#/components/schemas/HeaderText"
          },
          "to": {
            "$ref": "#/components/schemas/HeaderText"
          },
          "cc": {
            "type": [
              "string",
              "null"
            ]
          },
          "date": {
            "$ref": "#/components/schemas/HeaderDate"
          },
          "text": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "opaque",
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for a message without a plain body."
          },
          "html": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-class": "opaque",
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for a message without an HTML body."
          },
          "attachments": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Attachment"
            }
          },
          "flags": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "seen": {
            "type": "boolean"
          }
        }
      },
      "Attachment": {
        "type": "object",
        "required": [
          "filename",
          "contentType",
          "size",
          "contentId"
        ],
        "properties": {
          "filename": {
            "type": [
              "string",
              "null"
            ],
            "x-rollcall-source": "inferred",
            "description": "Null is inferred for a part that carries no file name.",
            "examples": [
              "deck.pdf"
            ]
          },
          "contentType": {
            "type": "string",
            "examples": [
              "application/pdf"
            ]
          },
          "size": {
            "type": "integer",
            "minimum": 0,
            "examples": [
              184221
            ]
          },
          "contentId": {
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "OrderId": {
        "type": "string",
        "description": "No endpoint answers for an order.",
        "examples": [
          "ord_1"
        ]
      },
      "OrderStatus": {
        "type": "string",
        "description": "An open vocabulary; the provider's page shows one value of it.",
        "examples": [
          "pending_provision"
        ]
      },
      "Uid": {
        "type": "integer",
        "minimum": 1,
        "maximum": 4294967295,
        "x-rollcall-source": "inferred",
        "description": "An IMAP UID; its range is that of the IMAP standard."
      },
      "Timestamp": {
        "type": "string",
        "format": "date-time",
        "examples": [
          "2026-05-01T10:14:00.000Z"
        ]
      },
      "HeaderText": {
        "type": [
          "string",
          "null"
        ],
        "x-rollcall-source": "inferred",
        "description": "Null is inferred for a message that lacks this header."
      },
      "HeaderDate": {
        "type": [
          "string",
          "null"
        ],
        "format": "date-time",
        "x-rollcall-source": "inferred",
        "description": "Null is inferred for a message without a readable date."
      },
      "Error": {
        "type": "object",
        "required": [
          "error"
        ],
        "properties": {
          "error": {
            "type": "object",
            "required": [
              "code",
              "message"
            ],
            "properties": {
              "code": {
                "type": "string"
              },
              "message": {
                "type": "string"
              },
              "checkoutUrl": {
                "type": "string",
                "x-rollcall-source": "inferred",
                "description": "Where to pay. The page names the field and not its place, so it is read here and beside `error`."
              }
            }
          },
          "checkoutUrl": {
            "type": "string",
            "x-rollcall-source": "inferred",
            "description": "See `error.checkoutUrl`."
          }
        }
      }
    },
    "responses": {
      "ValidationError": {
        "description": "`validation_error`: the body or a parameter is not what the endpoint takes.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "`unauthorized`: the token is missing, malformed or revoked.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "PaymentRequired": {
        "description": "`payment_required`: the workspace has no saved way to pay; `checkoutUrl` says where to add one.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "NotFound": {
        "description": "`not_found`: the workspace has no such resource.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Conflict": {
        "description": "`conflict`: something of that name exists, or a precondition does not hold.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "RateLimited": {
        "description": "`rate_limited`: the bucket of this endpoint is empty.",
        "headers": {
          "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {
              "type": "integer",
              "minimum": 0
            }
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "SmtpError": {
        "description": "`smtp_error`: the SMTP server rejected the message.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "ImapError": {
        "description": "`imap_error`: the IMAP server rejected the connection or the fetch.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "InventoryUnavailable": {
        "description": "`inventory_unavailable`: no dedicated IP is free.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "InternalError": {
        "description": "`internal_error`: the provider failed; whether the request took effect is not known.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      }
    }
  }
};
