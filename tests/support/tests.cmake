# What the tests of the journal share; it needs the collector, which other tests do not.
add_library(test_journal STATIC ${CMAKE_CURRENT_LIST_DIR}/journal.c)
target_link_libraries(test_journal PUBLIC shuzhi_collector test_support shuzhi_flags)
foreach(name journal journal_recovery journal_reader decisions replay checkpoint_file quarantine corrections)
    target_link_libraries(test_collector_${name} PRIVATE test_journal)
endforeach()
