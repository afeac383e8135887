# What the tests of the journal share; it needs the collector, which other tests do not.
add_library(test_journal STATIC ${CMAKE_CURRENT_LIST_DIR}/journal.c)
target_link_libraries(test_journal PUBLIC shuzhi_collector test_support shuzhi_flags)
foreach(name journal journal_recovery journal_reader decisions replay checkpoint_file quarantine corrections compaction)
    target_link_libraries(test_collector_${name} PRIVATE test_journal)
endforeach()

# Makes journals that were received long ago.
add_executable(journal_past ${CMAKE_CURRENT_LIST_DIR}/journal_past.c)
target_link_libraries(journal_past PRIVATE shuzhi_collector shuzhi_flags)
set_property(TEST system/compaction APPEND PROPERTY ENVIRONMENT "JOURNAL_PAST=$<TARGET_FILE:journal_past>")
